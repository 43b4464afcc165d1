import Compute
import Platform

extension Trainer {
  /// Validation, history, best weights, schedule, early stopping, checkpoint, callback: what follows
  /// the last batch of an epoch. Nothing is changed when the validation is stopped or diverges.
  func completeEpoch(_ run: FitRun, _ onEpoch: OnEpoch?) throws {
    try checkSamples(run)
    let clock = Stopwatch()
    let evaluation = try validate(run)
    let figure =
      switch run.monitor {
      case .validationLoss: evaluation?.loss ?? progress.meanLoss
      case .validationAccuracy: evaluation?.accuracy ?? progress.accuracy
      case .trainingLoss: progress.meanLoss
      case .trainingAccuracy: progress.accuracy
      case .calibrationError: evaluation?.calibrationError ?? 0
      }
    let rate = run.schedule.rate(
      step: max((progress.epoch + 1) * run.schedule.stepsPerEpoch - 1, 0),
      plateauReductions: progress.best.plateauReductions)
    let room = restoresBest(run) ? try bestWeights ?? FloatBuffer(count: state.weights.count) : nil
    let isBest = progress.best.note(
      figure, epoch: progress.epoch + 1, monitor: run.monitor,
      plateauPatience: settings.schedule == .plateau ? settings.scheduleEpochs : nil)
    if isBest, let room {
      room.pointer.update(from: state.result.pointer, count: room.count)
      bestWeights = room
    }
    let seconds = progress.epochSeconds + clock.seconds
    let record = EpochRecord(
      epoch: progress.epoch + 1, epochs: settings.epochs, learningRate: rate,
      trainingLoss: progress.meanLoss, trainingAccuracy: progress.accuracy,
      validationLoss: evaluation?.loss, validationAccuracy: evaluation?.accuracy, isBest: isBest,
      seconds: seconds,
      imagesPerSecond: progress.epochSeconds > 0
        ? Double(progress.samples) / progress.epochSeconds : 0,
      precision: evaluation?.classes.map(\.precision), recall: evaluation?.classes.map(\.recall),
      confusion: evaluation?.confusion.matrix, calibrationError: evaluation?.calibrationError)
    history.append(record.compacted(labelCount: network.classCount))
    progress.seconds += seconds
    progress.completeEpoch()
    progress.stoppedEarly = progress.best.isExhausted(patience: settings.earlyStoppingEpochs)
    noteGood()
    try writeCheckpoint()
    if let onEpoch, !onEpoch(record) {
      throw ScanlineError(.cancelled, "stopped after epoch \(progress.epoch)")
    }
  }

  /// Pictures that turned bad are left out. When all have (a disk that is gone), the epoch's loss of 0 must
  /// not pass for its best. (One of several workers may have no part of a small data set.)
  private func checkSamples(_ run: FitRun) throws {
    guard progress.samples == 0 && trainsAlone else { return }
    try fallBack()
    let cause = run.loader.source.failures.first.map { "; the first: \($0.message)" } ?? ""
    throw ScanlineError(
      .noData, "\(run.dataset.source): no training picture can be read any more\(cause)")
  }

  private func validate(_ run: FitRun) throws -> Evaluation? {
    for weight in state.weights.floats where !weight.isFinite {
      throw diverged("a weight is \(weight)")
    }
    guard let evaluator = run.evaluator else { return nil }
    let evaluation = try evaluator.run(
      weights: state.result, run.dataset, run.loader.source, samples: run.validationSamples,
      cancellation: cancellation)
    guard evaluation.loss.isFinite else {
      let loss = evaluation.loss.isNaN ? "NaN" : "\(evaluation.loss)"
      throw diverged("the validation loss is \(loss)")
    }
    return evaluation
  }

  /// Workers that see different training figures would keep different epochs.
  private func restoresBest(_ run: FitRun) -> Bool {
    settings.restoreBest && (!run.monitor.isOfTraining || trainsAlone)
  }

  /// The result of the run so far.
  func result() -> TrainResult {
    let last = history.last
    let keptEpoch = keepsBest ? progress.best.bestEpoch : progress.epoch
    let kept = history.first { $0.epoch == keptEpoch }
    return TrainResult(
      epochsRun: progress.epoch, bestEpoch: progress.best.bestEpoch,
      stopReason: progress.stoppedEarly ? .early : .finished,
      bestValue: progress.best.bestValue ?? 0, trainingLoss: last?.trainingLoss ?? 0,
      trainingAccuracy: last?.trainingAccuracy ?? 0, validationLoss: kept?.validationLoss,
      validationAccuracy: kept?.validationAccuracy, seconds: progress.seconds,
      calibration: currentCalibration)
  }
}
