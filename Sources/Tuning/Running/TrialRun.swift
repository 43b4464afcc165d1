import Classifier
import Platform
import Training

/// Trains one trial of a search.
struct TrialRun {
  let tuner: Tuner
  let trial: Trial
  let dataset: Dataset
  let blueprint: TrialBlueprint
  let store: CheckpointStore
  let pictures: PictureShelf
  /// For this trial; its results do not depend on their number.
  let threads: Int
  /// Stops the training after a batch, or after a piece of the validation.
  let stop: Cancellation
  /// 0 for the one that reports and whose model is kept; the others only give values for the mean.
  var execution = 0

  /// Trains to the trial's last epoch, or to where it is enough.
  /// - Parameter onEpoch: false stops the search.
  /// - Returns: a value for every objective, and the last epoch; nil when time was up before its first epoch was
  ///   over.
  /// - Throws: `cancelled`; what training, the journal and the checkpoints throw.
  func train(
    onEpoch: @escaping (EpochRecord) -> Bool
  ) throws -> (values: [Double], endEpoch: Int)? {
    let trainer = try trainer()
    trainer.follow(stop)
    guard try !reportEarlier(trainer.epochs()) else { return try outcome(trainer) }
    var isEnough = false
    var hasRun = false
    var interruption: (any Error)?
    do {
      _ = try trainer.fit(
        dataset, pictures: pictures.cache(for: trainer.model.spec.input),
        lastEpoch: trial.plan.lastEpoch, calibrates: false,
        onEpoch: { record in
          hasRun = true
          do {
            isEnough = try report(record)
            guard onEpoch(record) else {
              throw ScanlineError(.cancelled, "stopped after epoch \(record.epoch)")
            }
            return !isEnough
          } catch {
            interruption = error
            return false
          }
        })
    } catch let error as ScanlineError where error.kind == .cancelled {
      if let interruption { throw interruption }
      guard isEnough || (tuner.isOutOfTime && !tuner.cancellation.isRaised) else { throw error }
      guard try trainer.epochs().contains(where: { $0.epoch > trial.plan.firstEpoch }) else {
        return nil
      }
    }
    try store.keep(trainer, of: trial.id, isWritten: hasRun)
    return try outcome(trainer)
  }

  /// A trial whose training ended by itself before its plan, or its parent's did, ends there. (It may have been planned
  /// to begin later, in journals from before the ends of trials were noted.)
  private func outcome(_ trainer: Trainer) throws -> (values: [Double], endEpoch: Int) {
    let last = try trainer.epochs().last?.epoch ?? 0
    return (try meanValues(trainer), max(last, trial.plan.firstEpoch))
  }

  /// The means of the values over all executions of the trial. Each has a seed of its own, and goes as far as
  /// the first one did. When time is up, of those that came to their end.
  private func meanValues(_ first: Trainer) throws -> [Double] {
    var sums = try values(of: first)
    let last = try first.epochs().last
    var count = 1
    while count < tuner.settings.executions, let last {
      var other = self
      other.execution = count
      guard let values = try other.repeated(to: last) else { break }
      for (index, value) in values.enumerated() { sums[index] += value }
      count += 1
    }
    return sums.map { $0 / Double(count) }
  }

  /// - Parameter last: of the first execution.
  /// - Returns: nil when time was up before the epoch was over.
  private func repeated(to last: EpochRecord) throws -> [Double]? {
    let trainer = try trainer()
    trainer.follow(stop)
    var hasRun = false
    var interruption: (any Error)?
    do {
      _ = try trainer.fit(
        dataset, pictures: pictures.cache(for: trainer.model.spec.input), lastEpoch: last.epoch,
        calibrates: false,
        onEpoch: { _ in
          hasRun = true
          // Said once more, so that others see that the trial is at work.
          do { _ = try report(last) } catch { interruption = error }
          return interruption == nil
        })
      if let interruption { throw interruption }
    } catch let error as ScanlineError where error.kind == .cancelled {
      if let interruption { throw interruption }
      guard tuner.isOutOfTime && !tuner.cancellation.isRaised else { throw error }
      return nil
    }
    try store.keep(trainer, of: trial.id, execution, isWritten: hasRun)
    return try values(of: trainer)
  }

  /// The trial's model with the weights of its best epoch, calibrated if the settings ask for it, however
  /// early the trial ended. A checkpoint that was lost is trained anew.
  func finished() throws -> (model: Model, bestEpoch: Int) {
    let trainer = try trainer()
    trainer.follow(stop)
    let result = try trainer.fit(
      dataset, pictures: pictures.cache(for: trainer.model.spec.input), lastEpoch: trial.endEpoch,
      calibrates: true)
    return (trainer.model, result.bestEpoch)
  }

  /// The same at once, when the search is stopped: not calibrated, and nil when the checkpoint was lost.
  func restored() throws -> Model? {
    let trainer = try trainer()
    guard try trainer.epochs().last?.epoch == trial.endEpoch else { return nil }
    _ = try trainer.fit(
      dataset, pictures: pictures.cache(for: trainer.model.spec.input), lastEpoch: trial.endEpoch,
      calibrates: false)
    return trainer.model
  }

  /// A model with the trial's hyperparameters, trained on training and validation part together for so
  /// many epochs, on the schedule of the trial. Nothing is held out to choose an epoch or to calibrate by.
  func retrained(epochs: Int) throws -> Model {
    var (spec, settings) = try blueprint.configuration(of: trial.plan.hyperparameters)
    settings.threads = threads
    settings.monitor = .trainingLoss
    settings.restoreBest = false
    settings.earlyStoppingEpochs = 0
    settings.knownShare = 0
    let model = try Model(spec: spec, labels: dataset.labels, seed: settings.seed)
    let trainer = try Trainer(model: model, settings: settings)
    trainer.follow(stop)
    _ = try trainer.fit(dataset.withoutValidation(), lastEpoch: epochs)
    return model
  }

  /// Reports epochs that a killed process had trained; it may not have come to report the last of them.
  /// - Returns: whether the trial should go no further.
  private func reportEarlier(_ records: [EpochRecord]) throws -> Bool {
    var isEnough = false
    for record in records {
      let isLast = record.epoch == records.last?.epoch
      if isLast || trial.reports[record.epoch] == nil { isEnough = try report(record) }
    }
    return isEnough
  }

  /// Reports an epoch of the trial's own; those of the trial that it continues have been.
  /// - Returns: whether the trial should go no further.
  private func report(_ record: EpochRecord) throws -> Bool {
    guard record.epoch > trial.plan.firstEpoch else { return false }
    let value = blueprint.figures.first?.value(of: record) ?? .nan
    return try tuner.report(trial: trial.id, epoch: record.epoch, value: value)
  }

  /// A value for every objective, at the best epoch so far.
  private func values(of trainer: Trainer) throws -> [Double] {
    let records = try trainer.epochs()
    guard let best = records.last(where: \.isBest) ?? records.last else { return [.nan] }
    try trainer.publish()
    return try blueprint.figures.map { try $0.value(of: best) ?? $0.value(of: trainer.model) }
  }

  /// A trainer that stands where the trial was left, or where the one that it continues ended, or, when
  /// neither's checkpoint is there, at the beginning.
  private func trainer() throws -> Trainer {
    var (spec, settings) = try blueprint.configuration(of: trial.plan.hyperparameters)
    settings.threads = threads
    settings.seed &+= UInt64(execution)
    settings.checkpointPath = store.path(of: trial.id, execution)
    let model = try Model(spec: spec, labels: dataset.labels, seed: settings.seed)
    for source in [trial.id, trial.plan.continues].compactMap({ $0 }) {
      do {
        guard let bytes = try store.load(source, execution) else { continue }
        let trainer = try Trainer.resume(
          bytes, name: store.path(of: source, execution) ?? "checkpoint of trial \(source)",
          threads: settings.threads, checkpointPath: settings.checkpointPath)
        guard trainer.model.spec == model.spec, trainer.model.labels == model.labels,
          trainer.settings.withoutMeans == settings.withoutMeans
        else {
          throw ScanlineError(
            .corruptModel, "the checkpoint of trial \(source) is of another model or run")
        }
        return trainer
      } catch let error as ScanlineError where error.kind != .noMemory {
        Log.write(.warning, "\(error.message); trial \(trial.id) is trained from the beginning")
      }
    }
    return try Trainer(model: model, settings: settings)
  }
}
