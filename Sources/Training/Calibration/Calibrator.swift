import Classifier
import Compute
import Platform

/// Calibrates a model by the pictures that it was not trained on.
struct Calibrator {
  let dataset: Dataset
  let source: PictureSource
  let evaluator: Evaluator
  let pool: ThreadPool
  let cancellation: Cancellation?

  /// - Parameters:
  ///   - split: the validation part is what is measured by; of the training part the kind of pictures is learnt.
  ///   - weights: the model's, or those that it is about to get.
  /// - Throws: `noData` without validation pictures, `invalidArgument` for a share out of range, `cancelled`.
  func run(
    _ choice: Calibration.Choice, _ split: SampleSplit, weights: FloatBuffer
  ) throws -> Calibration {
    var fit = try TemperatureFit(
      classCount: dataset.labels.count, capacity: split.validation.count, pool: pool,
      cancellation: cancellation)
    _ = try evaluator.run(
      weights: weights, dataset, source, samples: split.validation, cancellation: cancellation,
      onSample: { sample, logits in fit.add(logits, label: dataset.label(of: sample)) })
    let plain = try fit.figures(1)
    var (temperature, calibrated) = (Float(1), plain)
    if choice.temperature {
      let fitted = try fit.temperature()
      let figures = try fit.figures(fitted)
      // The smoothing may miss what is least for these pictures; worse than nothing it shall not be.
      if figures.loss < plain.loss { (temperature, calibrated) = (fitted, figures) }
    }
    let known = try choice.knownShare.map {
      try KnownPictures(
        statistics: statistics(Self.thinned(split.training)),
        heldOut: statistics(Self.thinned(split.validation)), share: $0)
    }
    return Calibration(
      temperature: temperature, known: known, loss: calibrated.loss, uncalibratedLoss: plain.loss,
      error: calibrated.error, uncalibratedError: plain.error)
  }

  /// At most as many as are needed, spread evenly.
  private static func thinned(_ samples: [Int32]) -> [Int32] {
    let limit = KnownPictures.sampleLimit
    guard samples.count > limit else { return samples }
    return (0..<limit).map { samples[$0 * samples.count / limit] }
  }

  /// Of the pictures that can be read, in their order.
  private func statistics(_ samples: [Int32]) throws -> [[Double]] {
    let rows = Mutex([[Double]](repeating: [], count: samples.count))
    let ahead = ReadAhead()
    pool.run(count: samples.count) { [source, cancellation] index in
      if cancellation?.isRaised == true { return }
      let count = source.input.floatCount
      ThreadMemory.lend(count * MemoryLayout<Float>.stride) { room in
        let input = room.bindMemory(to: Float.self, capacity: count)
        ahead.advance(to: index, of: samples.count) { source.fetchExact(Int(samples[$0])) }
        guard source.loadExact(Int(samples[index]), ahead: ahead, into: input) else { return }
        let row = KnownPictures.statistics(of: input, source.input)
        rows.withLock { $0[index] = row }
      }
    }
    try cancellation?.check()
    return rows.withLock { $0.filter { !$0.isEmpty } }
  }
}
