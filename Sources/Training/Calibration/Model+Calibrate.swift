import Classifier
import Platform

extension Calibration {
  /// Calibrates a trained model by a data set's validation part; its answers follow from now on.
  /// - Parameter threads: 0 for one a processor; the result does not depend on it.
  /// - Throws: `invalidArgument` for a label that is none of the model's or a value out of range, `noData` without a
  ///   validation part, `cancelled`.
  package static func run(
    _ model: Model, _ dataset: Dataset, _ choice: Choice, threads: Int = 0,
    cancellation: Cancellation? = nil
  ) throws -> Calibration {
    let dataset = try dataset.labelled(as: model)
    dataset.warnOfOtherSplit(than: model)
    let source = PictureSource(
      PictureCache(dataset, input: model.spec.input, room: .none), augmentation: .init(), seed: 0)
    let result = try model.threads.lend(checking: threads) { pool in
      try Calibrator(
        dataset: dataset, source: source, evaluator: Evaluator(model: model, pool: pool),
        pool: pool, cancellation: cancellation
      ).run(choice, SampleSplit(of: dataset), weights: model.weights)
    }
    model.setCalibration(temperature: result.temperature, known: result.known)
    if case .object(var fields) = model.summary {
      fields["calibration"] = result.summary
      model.setSummary(.object(fields))
    }
    return result
  }
}
