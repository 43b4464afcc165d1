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
    let input = model.spec.input
    let scale = settings.augmentation.isIdentity ? 1 : Augmentation.cacheScale
    return try step(count: images.count, labels: labels) { index, key, target in
      let image = images[index]
      let bitmap = try input.decode(image.bytes, name: image.name, scale: scale, limits: limits)
      try self.load(bitmap.view, key, into: target)
    }
  }

  /// Trains on raw pixels of any size.
  package func step(pixels: [PixelView], labels: [Int32]) throws -> Double {
    try step(count: pixels.count, labels: labels) { index, key, target in
      try self.load(pixels[index], key, into: target)
    }
  }

  /// What augmentation's random numbers are drawn from.
  private struct AugmentationKey {
    let step: Int
    let position: Int
  }

  private func load(
    _ pixels: PixelView, _ key: AugmentationKey, into target: UnsafeMutablePointer<Float>
  ) throws {
    let input = model.spec.input
    guard !settings.augmentation.isIdentity else { return try input.convert(pixels, into: target) }
    let fitted = try input.fitted(pixels, scale: Augmentation.cacheScale)
    settings.augmentation.apply(
      to: fitted, input: input, seed: settings.seed, epoch: key.step, sample: key.position,
      into: target)
  }

  private func step(
    count: Int, labels: [Int32],
    load: @escaping (Int, AugmentationKey, UnsafeMutablePointer<Float>) throws -> Void
  ) throws -> Double {
    try exclusive.run {
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
      try fill(batch, labels, load)
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
  }

  private func check(count: Int, labels: [Int32]) throws {
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

  /// Loads all pictures on all threads and mixes them, each with a partner of the same batch; the error of the first
  /// that fails, in their order, is thrown.
  private func fill(
    _ batch: Batch, _ labels: [Int32],
    _ load: @escaping (Int, AugmentationKey, UnsafeMutablePointer<Float>) throws -> Void
  ) throws {
    let failures = Mutex<[Int: any Error]>([:])
    let step = state.step
    let first = batch.positions.lowerBound
    let mix = BatchMix(
      settings, input: model.spec.input, epoch: step, batch: first, count: batch.count)
    func read(_ slot: Int, into target: UnsafeMutablePointer<Float>) throws {
      try load(slot, AugmentationKey(step: step, position: first + slot), target)
    }
    pool.run(count: batch.count) { slot in
      do {
        let own = batch.input(slot)
        try read(slot, into: own)
        batch.targets[slot] = Target(label: labels[slot])
        guard let mix, let partner = mix.partner(of: slot) else { return }
        try withUnsafeTemporaryAllocation(of: Float.self, capacity: batch.sampleSize) { scratch in
          guard let picture = scratch.baseAddress else { return }
          try read(partner, into: picture)
          mix.apply(picture, to: own)
          batch.targets[slot] = Target(
            label: labels[slot], partner: labels[partner], share: mix.share)
        }
      } catch {
        failures.withLock { $0[slot] = error }
      }
    }
    let failure = failures.withLock { $0.min { $0.key < $1.key } }
    if let failure { throw failure.value }
  }
}
