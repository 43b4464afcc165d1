import Compute
import Platform

extension Trainer {
  /// After each batch; false stops at once.
  package typealias OnBatch = (BatchProgress) -> Bool
  /// After each epoch, its checkpoint written; false stops.
  package typealias OnEpoch = (EpochRecord) -> Bool

  /// Trains until the settings' epochs are done or early stopping ends them, going on from where the last
  /// call or the checkpoint stopped, and publishes the weights to the model.
  /// - Parameters:
  ///   - split: which samples to train on and to validate with; nil: the data set's own. A run
  ///     that is resumed has the same again.
  ///   - pictures: decoded pictures to share with other runs on the same data and input; nil: the
  ///     run keeps its own.
  ///   - lastEpoch: stops after this epoch (from 1) as if it were the last; a later call may go
  ///     on. nil: the settings' epochs.
  ///   - calibrates: whether the weights are calibrated, if the settings ask for it; nil: at the end of the
  ///     settings' epochs, or where early stopping ends them.
  /// - Throws: `cancelled` when a callback or `cancel` stopped it: the trainer stands at its last update, and its
  ///   checkpoint, if there is to be one, is written. `diverged`: the trainer stands at the beginning
  ///   of the epoch, the last good weights are published. `invalidArgument` when the data are
  ///   not the model's or not those that the run began with.
  package func fit(
    _ dataset: Dataset, split: SampleSplit? = nil, pictures: PictureCache? = nil,
    lastEpoch: Int? = nil, calibrates: Bool? = nil,
    onBatch: OnBatch? = nil, onEpoch: OnEpoch? = nil
  ) throws -> TrainResult {
    try exclusive.run {
      defer { cancellation.clear() }
      let dataset = try dataset.labelledWhole(as: model)
      // Of another split the data set's options say nothing.
      let splitSummary = split == nil ? dataset.options.splitSummary : nil
      let split = split ?? SampleSplit(of: dataset)
      let lastEpoch = try begin(dataset, split, splitSummary, lastEpoch: lastEpoch)
      let run = try FitRun(self, dataset, split: split, pictures: pictures)
      do {
        while progress.epoch < lastEpoch && !progress.stoppedEarly {
          try runBatches(run, onBatch)
          try completeEpoch(run, onEpoch)
        }
      } catch let error as ScanlineError where error.kind == .cancelled {
        try writeCheckpoint()
        throw error
      } catch let error as ScanlineError where error.kind == .diverged {
        try fallBack()
        throw error
      }
      keepsBest = bestWeights != nil
      noteFailures(run)
      let isOver = progress.epoch == settings.epochs || progress.stoppedEarly
      if calibrates ?? isOver { try calibrate(run) }
      try publishWeights()
      return result()
    }
  }

  /// Checks that data and trainer belong together.
  private func begin(
    _ dataset: Dataset, _ split: SampleSplit, _ splitSummary: JSONValue?, lastEpoch: Int?
  ) throws -> Int {
    if let fingerprint = progress.fingerprint, fingerprint != dataset.fingerprint {
      throw ScanlineError(
        .invalidArgument,
        "\(dataset.source): not the data that this run began with (other files, labels or split)")
    }
    if let lastEpoch {
      guard 1...settings.epochs ~= lastEpoch else {
        throw ScanlineError(
          .invalidArgument, "last epoch \(lastEpoch) is not in 1 to \(settings.epochs)")
      }
    }
    if settings.knownShare > 0 && split.validation.isEmpty {
      Log.write(
        .warning,
        "known_share is \(settings.knownShare), but \(dataset.source) has no validation part to choose a "
          + "threshold by: the model will take all pictures for known")
    }
    let followsTraining = split.validation.isEmpty || settings.monitor.isOfTraining
    if let allReduce, allReduce.workerCount > 1, followsTraining,
      settings.earlyStoppingEpochs > 0 || settings.schedule == .plateau
    {
      throw ScanlineError(
        .invalidArgument,
        "early stopping and the plateau schedule cannot go by a figure of the training part "
          + "with several workers, each of which sees its own; use a validation part")
    }
    progress.fingerprint = dataset.fingerprint
    var fields: [String: JSONValue] = [
      "files": .integer(Int64(dataset.fileCount)),
      "damaged": .integer(Int64(dataset.damaged.count)),
      "training": .integer(Int64(split.training.count)),
      "validation": .integer(Int64(split.validation.count)),
    ]
    fields["split"] = splitSummary
    datasetSummary = .object(fields)
    return lastEpoch ?? settings.epochs
  }

  /// The rest of the current epoch's batches. While one is trained on, the next is loaded.
  private func runBatches(_ run: FitRun, _ onBatch: OnBatch?) throws {
    let epoch = progress.epoch
    let order = run.loader.order(epoch: epoch)
    guard progress.batch < order.batchCount else { return }
    noteGood()
    func begin(_ batch: Int, in target: Batch) -> Int {
      guard batch < order.batchCount else { return 0 }
      let positions = ownPart(of: order.size(of: batch))
      run.loader.begin(target, order: order, batch: batch, positions: positions, epoch: epoch)
      return positions.count
    }
    try cancellation.check()
    pool.run(run.loader.work, count: begin(progress.batch, in: run.current))
    while progress.batch < order.batchCount {
      try cancellation.check()
      let clock = Stopwatch()
      let globalCount = order.size(of: progress.batch)
      let nextCount = begin(progress.batch + 1, in: run.next)
      let sums = run.engine.run(
        .init(
          weights: state.weights, batch: run.current, isWhole: trainsAlone, loss: run.loss,
          divisor: divisor(globalCount: globalCount, batch: run.current),
          batchSize: meanPart(of: globalCount), seed: settings.seed, step: state.step),
        extraCount: nextCount, extra: run.loader.work)
      let rate = run.schedule.rate(
        step: epoch * order.batchCount + progress.batch,
        plateauReductions: progress.best.plateauReductions)
      try update(run.engine, sums: sums, learningRate: rate)
      run.swapBatches()
      progress.batch += 1
      progress.add(sums)
      progress.epochSeconds += clock.seconds
      let report = BatchProgress(
        epoch: epoch + 1,
        samplesDone: min(progress.batch * settings.batchSize, run.loader.samples.count),
        samplesTotal: run.loader.samples.count, meanLoss: progress.meanLoss)
      if let onBatch, !onBatch(report) {
        throw ScanlineError(
          .cancelled, "stopped in epoch \(epoch + 1) after batch \(progress.batch)")
      }
    }
  }

  /// The call is over as an error: back to the last good weights, which the model gets.
  func fallBack() throws {
    state.copy(from: lastGood)
    progress = lastGoodProgress
    try publishWeights()
  }

  private func noteFailures(_ run: FitRun) {
    guard case .object(var fields) = datasetSummary else { return }
    fields["failed_later"] = .integer(Int64(run.loader.source.failures.count))
    datasetSummary = .object(fields)
  }
}
