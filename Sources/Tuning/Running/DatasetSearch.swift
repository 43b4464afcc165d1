import Classifier
import Platform
import Training

/// One call of `Tuner.run`: trains the tuner's trials on a dataset, one after the other.
final class DatasetSearch {
  private let tuner: Tuner
  private let dataset: Dataset
  private let blueprint: TrialBlueprint
  private let store: CheckpointStore
  /// Each file is decoded once for all trials.
  private let pictures: PictureCache
  private let onTrial: Tuner.OnTrial?
  /// The kind of the last trial's failure.
  private var failureKind = ScanlineError.Kind.diverged

  init(
    _ tuner: Tuner, _ dataset: Dataset, _ blueprint: TrialBlueprint, onTrial: Tuner.OnTrial?
  ) throws {
    guard dataset.validationCount > 0 else {
      throw ScanlineError(
        .noData, "\(dataset.source): no validation part to judge the trials of a search by")
    }
    try blueprint.check(tuner.space, labelCount: dataset.labels.count)
    try tuner.begin(setup: blueprint.setup(dataset))
    self.tuner = tuner
    self.dataset = dataset
    self.blueprint = blueprint
    self.onTrial = onTrial
    store = try CheckpointStore(journalPath: tuner.settings.journalPath)
    pictures = PictureCache(
      dataset, input: blueprint.model.input, byteLimit: blueprint.training.cacheBytes)
  }

  func run() throws -> Model {
    while true {
      try tuner.cancellation.check()
      try prune()
      switch try tuner.ask() {
      case .trial(let trial):
        do {
          try run(trial)
        } catch {
          tuner.takeBack(trial: trial.id)
          throw error
        }
      case .finished:
        return try winner()
      case .wait:
        throw ScanlineError(
          .busy, "the search waits for trials that were handed out by ask and not told yet")
      }
    }
  }

  private func run(_ trial: Trial) throws {
    var value: Double?
    var fault: ScanlineError?
    do {
      value = try train(trial)
    } catch let error as ScanlineError where Self.isTrialsOwn(error) {
      fault = error
    }
    if let value {
      try tuner.tell(trial: trial.id, value: value)
    } else {
      failureKind = fault?.kind ?? .diverged
      try tuner.tell(trial: trial.id, failure: fault?.message ?? "")
    }
    if let onTrial, !onTrial(tuner.history.trials[trial.id], nil) {
      throw ScanlineError(.cancelled, "stopped after trial \(trial.id)")
    }
  }

  /// Whether an error is due to a trial's hyperparameters, so that the search goes on without it.
  private static func isTrialsOwn(_ error: ScanlineError) -> Bool {
    switch error.kind {
    case .diverged, .invalidArgument, .limitExceeded, .noMemory, .unsupported: true
    default: false
    }
  }

  /// Trains a trial to its last epoch; returns its best value so far.
  private func train(_ trial: Trial) throws -> Double {
    let trainer = try trainer(for: trial)
    // Epochs that a killed process had trained; it may not have come to report the last of them.
    for record in try trainer.epochs() { try report(record, of: trial) }
    var interruption: (any Error)?
    do {
      let result = try trainer.fit(
        dataset, pictures: pictures, lastEpoch: trial.plan.lastEpoch,
        onBatch: { [tuner] _ in !tuner.cancellation.isRaised },
        onEpoch: { record in
          do {
            try self.report(record, of: trial)
            return self.onTrial?(trial, record) ?? true
          } catch {
            interruption = error
            return false
          }
        })
      try store.keep(trainer, of: trial.id)
      return result.bestValue
    } catch {
      throw interruption ?? error
    }
  }

  /// Reports an epoch of the trial's own; those of the trial that it continues have been.
  private func report(_ record: EpochRecord, of trial: Trial) throws {
    let value =
      tuner.settings.direction == .maximize ? record.validationAccuracy : record.validationLoss
    guard record.epoch > trial.plan.firstEpoch, let value else { return }
    _ = try tuner.report(trial: trial.id, epoch: record.epoch, value: value)
  }

  /// A trainer that stands where the trial was left, or where the one that it continues ended, or, when
  /// neither's checkpoint is there, at the beginning.
  private func trainer(for trial: Trial) throws -> Trainer {
    var (spec, settings) = try blueprint.configuration(of: trial.plan.hyperparameters)
    settings.checkpointPath = store.path(of: trial.id)
    let model = try Model(spec: spec, labels: dataset.labels, seed: settings.seed)
    for source in [trial.id, trial.plan.continues].compactMap({ $0 }) {
      do {
        guard let bytes = try store.load(source) else { continue }
        let trainer = try Trainer.resume(
          bytes, name: store.path(of: source) ?? "checkpoint of trial \(source)",
          threads: settings.threads, checkpointPath: settings.checkpointPath)
        guard trainer.model.spec == model.spec, trainer.model.labels == model.labels else {
          throw ScanlineError(
            .corruptModel, "the checkpoint of trial \(source) is of another model")
        }
        return trainer
      } catch let error as ScanlineError where error.kind != .noMemory {
        Log.write(.warning, "\(error.message); trial \(trial.id) is trained from the beginning")
      }
    }
    return try Trainer(model: model, settings: settings)
  }

  /// Removes the checkpoints that nothing to come can need.
  private func prune() throws {
    let history = tuner.history
    var needed = tuner.oracle.continuable(in: history)
    for trial in history.trials where trial.state == .running {
      needed.insert(trial.id)
      if let parent = trial.plan.continues { needed.insert(parent) }
    }
    if let best = history.best { needed.insert(best.id) }
    try store.prune(keeping: needed)
  }

  /// The best trial's model, with the weights of its best epoch.
  private func winner() throws -> Model {
    if let failure = tuner.failure { throw ScanlineError(failureKind, failure) }
    guard let best = tuner.history.best, let value = best.value else {
      throw ScanlineError(.noData, "no trial of the search has completed")
    }
    let trainer = try trainer(for: best)
    _ = try trainer.fit(
      dataset, pictures: pictures, lastEpoch: best.plan.lastEpoch,
      onBatch: { [tuner] _ in !tuner.cancellation.isRaised })
    let model = trainer.model
    guard case .object(var summary) = model.summary else { return model }
    summary["hyperparameters"] = .object(best.plan.hyperparameters.values)
    summary["tuning"] = .object([
      "strategy": .string(tuner.settings.strategy.rawValue),
      "trial": .integer(Int64(best.id)),
      "trials": .integer(Int64(tuner.history.trials.count)),
      "value": .number(value),
    ])
    try model.publish(model.weights, summary: .object(summary))
    return model
  }
}
