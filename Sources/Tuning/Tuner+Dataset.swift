import Classifier
import Platform
import Training

extension Tuner {
  /// Called after every epoch of every trial, and with nil at a trial's end; false stops the search.
  package typealias OnTrial = (_ trial: Trial, _ epoch: EpochRecord?) -> Bool

  /// Runs the search on a dataset and gives the best trial's model.
  package func run(
    on dataset: Dataset, spec: ModelSpec, settings: TrainingSettings, onTrial: OnTrial?
  ) throws -> Model {
    throw ScanlineError(.unsupported, "running trials on a dataset is on its way")
  }
}
