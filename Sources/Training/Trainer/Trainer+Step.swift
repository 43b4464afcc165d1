import Compute
import Imaging
import Platform

/// One update on a batch of the host's own. The learning rate is that of the settings: schedules run
/// over the epochs of `fit`.
extension Trainer {
  /// Trains on encoded pictures.
  /// - Parameter labels: one a picture, 0 to below the number of labels.
  /// - Returns: the batch's mean loss before the update.
  /// - Throws: `invalidArgument` naming the label out of range, `corruptImage` naming the picture, `diverged`;
  ///   nothing has changed then, but for a divergence, after which the trainer is at the weights of
  ///   the last finite loss.
  package func step(
    images: [EncodedImage], labels: [Int32], limits: ImageLimits = ImageLimits()
  ) throws -> Double {
    try labels.withUnsafeBufferPointer {
      try step(count: images.count, labels: $0, limits: limits) { images[$0] }
    }
  }

  /// Trains on encoded pictures, without an allocation of ours once pictures as large have been seen.
  /// - Parameter image: called for 0 to below `count`, on this thread, before anything else.
  package func step(
    count: Int, labels: UnsafeBufferPointer<Int32>, limits: ImageLimits = ImageLimits(),
    image: (Int) throws -> EncodedImage
  ) throws -> Double {
    try exclusive.run {
      defer { hostLoading.images.removeAll(keepingCapacity: true) }
      for index in 0..<count { hostLoading.images.append(try image(index)) }
      return try update(.encoded(limits), count: count, labels: labels)
    }
  }

  /// Trains on raw pixels of any size.
  package func step(pixels: [PixelView], labels: [Int32]) throws -> Double {
    try labels.withUnsafeBufferPointer {
      try step(count: pixels.count, labels: $0, pixels: { pixels[$0] })
    }
  }

  /// Trains on raw pixels of any size, without an allocation once a batch as large has been seen.
  /// - Parameter pixels: called for 0 to below `count`, on this thread, before anything else.
  package func step(
    count: Int, labels: UnsafeBufferPointer<Int32>, pixels: (Int) throws -> PixelView
  ) throws -> Double {
    try exclusive.run {
      defer { hostLoading.views.removeAll(keepingCapacity: true) }
      for index in 0..<count { hostLoading.views.append(try pixels(index)) }
      return try update(.raw, count: count, labels: labels)
    }
  }

  private func update(
    _ pictures: HostLoading.Pictures, count: Int, labels: UnsafeBufferPointer<Int32>
  ) throws -> Double {
    defer { cancellation.clear() }
    try cancellation.check()
    try check(count: count, labels: labels)
    let loss = CrossEntropy(
      classCount: network.classCount, labelSmoothing: Float(settings.labelSmoothing),
      classWeights: try ClassWeights.weights(settings, counts: nil))
    let engine = try plan(capacity: count)
    let batch = try batchOfHost(capacity: count)
    // Every worker hands over as many samples, so that positions are the global batch's.
    let first = (allReduce?.worker ?? 0) * count
    batch.begin(positions: first..<first + count)
    try hostLoading.run(pictures, labels: labels, step: state.step, into: batch, on: pool)
    let sums = engine.run(
      .init(
        weights: state.weights, batch: batch, isWhole: trainsAlone, loss: loss,
        divisor: Double(count), batchSize: Double(count),
        seed: settings.seed, step: state.step))
    do {
      try update(engine, sums: sums, learningRate: settings.learningRate) {
        noteGood()
      }
    } catch let error as ScanlineError where error.kind == .diverged {
      try fallBack()
      throw error
    }
    return sums.loss / Double(count)
  }

  private func check(count: Int, labels: UnsafeBufferPointer<Int32>) throws {
    guard 1...65_536 ~= count else {
      throw ScanlineError(.invalidArgument, "a batch of \(count) pictures; allowed is 1 to 65536")
    }
    guard labels.count == count else {
      throw ScanlineError(.invalidArgument, "\(labels.count) labels for \(count) pictures")
    }
    for (index, label) in labels.enumerated() where !(0..<Int32(network.classCount) ~= label) {
      throw ScanlineError(
        .invalidArgument,
        "label \(label) of picture \(index) is not in 0 to \(network.classCount - 1)")
    }
  }

  private func batchOfHost(capacity: Int) throws -> Batch {
    if let hostBatch, hostBatch.capacity >= capacity { return hostBatch }
    let batch = try Batch(capacity: capacity, sampleSize: model.spec.input.floatCount)
    hostBatch = batch
    return batch
  }
}
