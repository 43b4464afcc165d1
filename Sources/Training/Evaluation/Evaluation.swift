import Classifier
import Platform

/// How a model does on labelled pictures.
package struct Evaluation: Sendable {
  /// Mean cross-entropy of the model's answers, nats, without label smoothing or class weights.
  package let loss: Double
  /// The same at a temperature of 1.
  package let uncalibratedLoss: Double
  package let confusion: Confusion
  /// In the order of the samples.
  package let predictions: [Prediction]
  /// Files that turned bad after the data set was opened, left out: index of the sample, reason.
  package let failures: [(sample: Int, message: String)]

  /// The expected calibration error of the model's answers.
  package var calibrationError: Double { error(\.probability) }
  /// The same at a temperature of 1.
  package var uncalibratedError: Double { error(\.uncalibratedProbability) }
  package var unknownCount: Int { predictions.reduce(0) { $0 + ($1.isUnknown ? 1 : 0) } }

  /// The wrong answers, that with the largest loss first.
  package var mistakes: [Prediction] {
    predictions.filter { !$0.isRight }.sorted {
      $0.loss != $1.loss ? $0.loss > $1.loss : $0.sample < $1.sample
    }
  }

  private func error(_ probability: KeyPath<Prediction, Float>) -> Double {
    var error = CalibrationError()
    for each in predictions {
      error.add(probability: each[keyPath: probability], isRight: each.isRight)
    }
    return error.value
  }

  package var accuracy: Double { confusion.accuracy }
  package var sampleCount: Int { predictions.count }
  /// One a label.
  package var classes: [ClassFigures] { confusion.classes }

  /// Evaluates the model's current weights on a part of a data set.
  /// - Parameters:
  ///   - threads: 0 for one a processor; the result does not depend on it.
  ///   - onProgress: called on this thread as samples are done; false stops.
  /// - Throws: `invalidArgument` for a label that is none of the model's, `noData` for an empty part, `cancelled`.
  package static func run(
    _ model: Model, _ dataset: Dataset, split: DatasetSplit, threads: Int = 0,
    cancellation: Cancellation? = nil, onProgress: ((_ done: Int, _ total: Int) -> Bool)? = nil
  ) throws -> Evaluation {
    let dataset = try dataset.labelled(as: model)
    if split == .validation { dataset.warnOfOtherSplit(than: model) }
    let source = PictureSource(
      PictureCache(dataset, input: model.spec.input, room: .none), augmentation: .init(), seed: 0)
    return try model.threads.lend(checking: threads) { pool in
      try Evaluator(model: model, pool: pool).run(
        weights: model.weights, dataset, source, samples: dataset.samples(in: split),
        answering: model.inference, cancellation: cancellation, onProgress: onProgress)
    }
  }
}
