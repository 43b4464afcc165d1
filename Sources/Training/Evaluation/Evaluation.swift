import Classifier
import Platform

/// How a model does on labelled pictures.
package struct Evaluation: Sendable {
  /// Mean cross-entropy, nats, without label smoothing or class weights.
  package let loss: Double
  package let confusion: Confusion
  /// In the order of the samples.
  package let predictions: [Prediction]
  /// Files that turned bad after the data set was opened, left out: index of the sample, reason.
  package let failures: [(sample: Int, message: String)]

  package var accuracy: Double { confusion.accuracy }
  package var sampleCount: Int { predictions.count }
  /// One a label.
  package var classes: [ClassFigures] { confusion.classes }

  /// Evaluates the model's current weights on a part of a data set.
  /// - Parameters:
  ///   - threads: 0 for one a processor; the result does not depend on it.
  ///   - onProgress: called on this thread as samples are done; false stops.
  /// - Throws: `invalidArgument` when the labels differ, `noData` for an empty part, `cancelled`.
  package static func run(
    _ model: Model, _ dataset: Dataset, split: DatasetSplit, threads: Int = 0,
    cancellation: Cancellation? = nil, onProgress: ((_ done: Int, _ total: Int) -> Bool)? = nil
  ) throws -> Evaluation {
    guard 0...ThreadPool.largestCount ~= threads else {
      throw ScanlineError(
        .invalidArgument, "threads is \(threads); allowed is 0 to \(ThreadPool.largestCount)")
    }
    try dataset.checkLabels(of: model)
    let source = PictureSource(
      PictureCache(dataset, input: model.spec.input, byteLimit: 0), augmentation: .init(), seed: 0)
    let evaluator = try Evaluator(model: model, pool: ThreadPool(threads: threads))
    return try evaluator.run(
      weights: model.weights, dataset, source, samples: dataset.samples(in: split),
      cancellation: cancellation, onProgress: onProgress)
  }
}
