import Classifier
import Imaging
import Platform

/// Loads a host's batch on all threads: pictures augmented, and mixed each with a partner of the same batch.
/// Made once a trainer: a batch is loaded without an allocation of ours.
final class HostLoading {
  /// One batch's pictures.
  enum Pictures {
    /// Those of `images`.
    case encoded(ImageLimits)
    /// Those of `views`.
    case raw
  }

  /// Files of the batch.
  var images: [EncodedImage] = []
  /// Raw pixels of the batch.
  var views: [PixelView] = []
  private let input: InputSpec
  private let settings: TrainingSettings
  private let failures = Mutex<[Int: any Error]>([:])
  private var pictures = Pictures.raw
  private var labels: UnsafeBufferPointer<Int32>?
  private var batch: Batch?
  private var step = 0
  private var mix: BatchMix?
  private var partners: [Int32] = []
  private lazy var work = ParallelWork { [unowned self] slot in
    do {
      try load(slot)
    } catch {
      failures.withLock { $0[slot] = error }
    }
  }

  init(model: Model, settings: TrainingSettings) {
    input = model.spec.input
    self.settings = settings
  }

  /// Fills a batch that has begun.
  /// - Parameters:
  ///   - labels: one a picture, in range.
  ///   - step: updates so far, of which the random numbers are made.
  /// - Throws: the error of the first picture that fails, in their order.
  func run(
    _ pictures: Pictures, labels: UnsafeBufferPointer<Int32>, step: Int, into batch: Batch,
    on pool: ThreadPool
  ) throws {
    self.pictures = pictures
    self.labels = labels
    self.batch = batch
    self.step = step
    mix = BatchMix(
      settings, input: input, epoch: step, batch: batch.positions.lowerBound, count: batch.count,
      list: &partners)
    defer {
      mix = nil
      self.pictures = .raw
      self.labels = nil
      self.batch = nil
    }
    pool.run(work, count: batch.count)
    let failure = failures.withLock { failures in
      let first = failures.isEmpty ? nil : failures.min { $0.key < $1.key }
      if first != nil { failures = [:] }
      return first
    }
    if let failure { throw failure.value }
  }

  private func load(_ slot: Int) throws {
    guard let batch, let labels else { return }
    let own = batch.input(slot)
    try read(slot, of: batch, into: own)
    batch.targets[slot] = Target(label: labels[slot])
    guard let mix, let partner = mix.partner(of: slot) else { return }
    try ThreadMemory.lend(batch.sampleSize * MemoryLayout<Float>.stride) { scratch in
      let picture = scratch.bindMemory(to: Float.self, capacity: batch.sampleSize)
      try read(partner, of: batch, into: picture)
      mix.apply(picture, to: own)
      batch.targets[slot] = Target(
        label: labels[slot], partner: labels[partner], share: mix.share)
    }
  }

  private func read(
    _ slot: Int, of batch: Batch, into target: UnsafeMutablePointer<Float>
  ) throws {
    switch pictures {
    case .encoded(let limits):
      let image = images[slot]
      let scale = settings.augmentation.isIdentity ? 1 : Augmentation.cacheScale
      let bitmap = try input.decode(image.bytes, name: image.name, scale: scale, limits: limits)
      try augment(bitmap.view, position: batch.positions.lowerBound + slot, into: target)
    case .raw:
      try augment(views[slot], position: batch.positions.lowerBound + slot, into: target)
    }
  }

  private func augment(
    _ pixels: PixelView, position: Int, into target: UnsafeMutablePointer<Float>
  ) throws {
    guard !settings.augmentation.isIdentity else { return try input.convert(pixels, into: target) }
    let fitted = try input.fitted(pixels, scale: Augmentation.cacheScale)
    settings.augmentation.apply(
      to: fitted, input: input, seed: settings.seed, epoch: step, sample: position, into: target)
  }
}
