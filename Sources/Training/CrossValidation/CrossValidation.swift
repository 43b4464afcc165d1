import Classifier
import Compute
import Glibc
import Platform
import Recurrent

/// k-fold cross-validation: as many models, each trained without one fold and measured by it.
package struct CrossValidation: Sendable {
  package let folds: [FoldResult]
  /// The fold of each sample, from 1.
  package let foldOfSample: [Int]
  /// `[samples, the model's labels]`: what the model that had not seen the sample says of it; NaN for a picture that cannot be read
  /// any more.
  package let probabilities: [Float]

  package static let foldLimit = 100

  /// Follows a run: batches and epochs as for `fit`, folds as they end; false stops.
  package struct Callbacks {
    package var onBatch: Trainer.OnBatch?
    package var onEpoch: Trainer.OnEpoch?
    package var onFold: ((FoldResult) -> Bool)?

    package init() {}
  }

  /// - Parameters:
  ///   - model: what each fold begins with; it is not changed.
  ///   - dataset: all of it is used, whatever its own split.
  ///   - settings: of every fold. With `restoreBest` each fold chooses its epoch by the pictures that it is measured by,
  ///     which flatters; no checkpoints are written.
  ///   - foldCount: 2 to 100, and at most the pictures of the smallest class.
  /// - Throws: `invalidArgument`, also where pictures that are the same, which stay in one fold, leave a fold or its
  ///   training part without a class; `cancelled`, and what `fit` throws.
  package static func run(
    _ model: Model, _ dataset: Dataset, settings: TrainingSettings, foldCount: Int,
    callbacks: Callbacks = Callbacks()
  ) throws -> CrossValidation {
    let dataset = try dataset.labelledWhole(as: model)
    let labels = (0..<dataset.sampleCount).map { dataset.label(of: $0) }
    try check(foldCount, labels, dataset)
    var settings = settings
    settings.checkpointPath = nil
    // A temperature would be fitted to the pictures that the fold is measured by.
    settings.calibrate = false
    settings.knownShare = 0
    try settings.validate(labelCount: dataset.labels.count)
    let assignment = FoldAssignment.folds(
      labels: labels, classCount: dataset.labels.count, groups: dataset.groupNumbers,
      foldCount: foldCount, seed: settings.seed)
    try check(assignment, foldCount, labels, dataset)
    // Decoded once for all folds.
    let pictures = PictureCache(
      dataset, input: model.spec.input, room: try settings.pictureRoom())
    var results: [FoldResult] = []
    var probabilities = Array(
      repeating: Float.nan, count: dataset.sampleCount * dataset.labels.count)
    for fold in 0..<foldCount {
      let split = SampleSplit(folds: assignment, heldOut: fold)
      let trainer = try Trainer(model: model.copy(), settings: settings)
      let outcome = try trainer.fit(
        dataset, split: split, pictures: pictures, onBatch: callbacks.onBatch,
        onEpoch: callbacks.onEpoch)
      let source = PictureSource(pictures, augmentation: .init(), seed: 0)
      let evaluation = try Evaluator(model: trainer.model, pool: trainer.pool).run(
        weights: trainer.model.weights, dataset, source, samples: split.validation,
        cancellation: nil,
        onSample: { sample, logits in
          let count = dataset.labels.count
          probabilities.withUnsafeMutableBufferPointer { all in
            guard let base = all.baseAddress else { return }
            Softmax.probabilities(
              logits: logits, count: 1, classes: count, into: base + sample * count)
          }
        })
      let result = FoldResult(
        fold: fold + 1, trainingCount: split.training.count,
        validationCount: evaluation.sampleCount, epochsRun: outcome.epochsRun,
        bestEpoch: outcome.bestEpoch, loss: evaluation.loss, accuracy: evaluation.accuracy,
        seconds: outcome.seconds)
      results.append(result)
      if let onFold = callbacks.onFold, !onFold(result) {
        throw ScanlineError(.cancelled, "stopped after fold \(fold + 1) of \(foldCount)")
      }
    }
    return CrossValidation(
      folds: results, foldOfSample: assignment.map { $0 + 1 }, probabilities: probabilities)
  }

  private static func check(_ foldCount: Int, _ labels: [Int], _ dataset: Dataset) throws {
    guard 2...foldLimit ~= foldCount else {
      throw ScanlineError(
        .invalidArgument, "folds is \(foldCount); allowed is 2 to \(foldLimit)")
    }
    var counts = Array(repeating: 0, count: dataset.labels.count)
    for label in labels { counts[label] += 1 }
    guard let smallest = counts.indices.min(by: { counts[$0] < counts[$1] }),
      counts[smallest] < foldCount
    else { return }
    throw ScanlineError(
      .invalidArgument,
      "\(foldCount) folds of \(dataset.source): class \"\(dataset.labels[smallest])\" has only "
        + "\(counts[smallest]) pictures")
  }

  /// Pictures that are the same stay in one fold: where a class has few others, folds may not come about.
  private static func check(
    _ assignment: [Int], _ foldCount: Int, _ labels: [Int], _ dataset: Dataset
  ) throws {
    var folds = Array(repeating: Set<Int>(), count: dataset.labels.count)
    for (fold, label) in zip(assignment, labels) { folds[label].insert(fold) }
    if let label = folds.firstIndex(where: { $0.count < 2 }) {
      throw ScanlineError(
        .invalidArgument,
        "\(foldCount) folds of \(dataset.source): pictures that are the same stay in one fold, and so "
          + "do all of class \"\(dataset.labels[label])\"")
    }
    let used = Set(assignment).count
    guard used < foldCount else { return }
    throw ScanlineError(
      .invalidArgument,
      "\(foldCount) folds of \(dataset.source): pictures that are the same stay in one fold, and "
        + "there are only \(used) for as many folds")
  }

  /// Over the folds.
  package var meanAccuracy: Double { Self.mean(folds.map(\.accuracy)) }
  package var meanLoss: Double { Self.mean(folds.map(\.loss)) }
  /// Standard deviation over the folds (of a sample: divided by one less than their number).
  package var accuracyDeviation: Double { Self.deviation(folds.map(\.accuracy)) }
  package var lossDeviation: Double { Self.deviation(folds.map(\.loss)) }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(values.count, 1))
  }

  private static func deviation(_ values: [Double]) -> Double {
    let mean = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(max(values.count - 1, 1))).squareRoot()
  }
}
