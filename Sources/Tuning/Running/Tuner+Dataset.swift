import Classifier
import Platform
import Training

extension Tuner {
  /// After every epoch of every trial, and with nil when a trial has ended; false stops the search.
  package typealias OnTrial = (Trial, EpochRecord?) -> Bool

  /// Says before any data are read what `run` would refuse whatever they are.
  /// - Throws: `invalidArgument` for objectives or hyperparameters that training does not know, values that no trial
  ///   can have, and another spec or settings than the search began with; `busy`, `corruptModel`, `io` of the journal.
  package func check(spec: ModelSpec, settings: TrainingSettings) throws {
    try checkWritable()
    let blueprint = try TrialBlueprint(model: spec, training: settings, search: self.settings)
    try blueprint.check(space, labelCount: 2)
    let setup = try blueprint.setup(nil)
    // Weights may be given by the labels' names, which are not known yet.
    try withCurrentHistory { history in
      try history.check(setup) { $0 != "dataset" && !$0.hasPrefix("training.class_weight") }
    }
  }

  /// Runs the search to its end on a dataset and returns the best trial's model, with the weights of its
  /// best epoch and its hyperparameters in the summary.
  ///
  /// The objective is the best validation accuracy over a trial's epochs when the search maximises, the
  /// least validation loss when it minimises; it is also what early stopping and the plateau schedule look
  /// at. Stopped or killed at any moment, the same call on the same journal goes on to the same end.
  /// - Parameters:
  ///   - spec: the model that hyperparameters change.
  ///   - settings: the training settings that hyperparameters change; `epochs`, `monitor`,
  ///     `restoreBest` and `checkpointPath` are the search's to say.
  /// - Throws: `invalidArgument` for a hyperparameter that training does not know, or another dataset,
  ///   spec or settings than the search began with; `noData` without a validation part or a completed
  ///   trial; `cancelled` when the callback or `cancellation` stopped it; `busy`; `io`; the last
  ///   failure's kind when too many trials failed one after the other.
  package func run(
    on dataset: Dataset, spec: ModelSpec, settings: TrainingSettings, onTrial: OnTrial? = nil
  ) throws -> Model {
    try checkWritable()
    let isFirst = isRunning.withLock { running in
      defer { running = true }
      return !running
    }
    guard isFirst else { throw ScanlineError(.busy, "the search is being run by another call") }
    defer {
      cancellation.clear()
      isRunning.withLock { $0 = false }
    }
    deadline.withLock { $0 = self.settings.budget.deadline }
    let blueprint = try TrialBlueprint(model: spec, training: settings, search: self.settings)
    let models = try DatasetSearch(self, dataset, blueprint, onTrial: onTrial).run()
    keep(bestModels: models)
    guard let best = models.first else {
      throw ScanlineError(.internal, "a search without a model did not say so")
    }
    return best
  }
}
