import Imaging
import Platform

/// Gives a data set's pictures as network inputs, keeping decoded ones in a cache; what does not fit
/// there is decoded in every epoch. Different samples may be loaded by different threads at once.
final class PictureSource: @unchecked Sendable {
  private let dataset: Dataset
  let input: InputSpec
  private let augmentation: Augmentation
  private let seed: UInt64
  private let cache: PictureCache
  private let failed = Mutex<[Int: String]>([:])

  /// - Parameter seed: of augmentation.
  init(_ cache: PictureCache, augmentation: Augmentation, seed: UInt64) {
    dataset = cache.dataset
    input = cache.input
    self.augmentation = augmentation
    self.seed = seed
    self.cache = cache
  }

  /// Loads a sample as the model sees it when it classifies, bit for bit (of a salvaged one, what is kept).
  /// - Parameters:
  ///   - ahead: of the samples that it is one of.
  ///   - target: `[height, width, channels]`.
  /// - Returns: false when the file, good when the data set was opened, cannot be read any more. It is noted
  ///   and logged, and `target` is zeroed.
  func loadExact(
    _ sample: Int, ahead: ReadAhead? = nil, into target: UnsafeMutablePointer<Float>
  ) -> Bool {
    load(sample, .exact, ahead, into: target) { bytes in
      try decode(bytes, sample, scale: 1)
    } apply: { bitmap in
      try input.convert(bitmap.view, into: target)
    }
  }

  /// Loads a sample as training sees it: augmented with numbers from (seed, epoch, sample) only.
  func loadForTraining(
    _ sample: Int, epoch: Int, ahead: ReadAhead, into target: UnsafeMutablePointer<Float>
  ) -> Bool {
    if augmentation.isIdentity { return loadExact(sample, ahead: ahead, into: target) }
    let scale = Augmentation.cacheScale
    return load(sample, .augmentable, ahead, into: target) { bytes in
      let bitmap = try decode(bytes, sample, scale: scale)
      return try input.fitted(bitmap.view, scale: scale)
    } apply: { bitmap in
      augmentation.apply(
        to: bitmap, input: input, seed: seed, epoch: epoch, sample: sample, into: target)
    }
  }

  /// Asks for the file of a sample that will soon be loaded exactly, unless its picture is kept.
  func fetchExact(_ sample: Int) { fetch(sample, .exact) }

  /// The same for training.
  func fetchForTraining(_ sample: Int) {
    fetch(sample, augmentation.isIdentity ? .exact : .augmentable)
  }

  private func fetch(_ sample: Int, _ form: PictureCache.Form) {
    if cache.picture(sample, form) == nil { dataset.fetch(sample) }
  }

  /// Samples whose files turned bad after the data set was opened, ascending, with the reason.
  var failures: [(sample: Int, message: String)] {
    failed.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
  }

  private func decode(
    _ bytes: UnsafeRawBufferPointer, _ sample: Int, scale: Double
  ) throws -> Bitmap {
    let keeping = dataset.keeping(of: sample)
    return try input.decode(
      bytes, name: dataset.path(of: sample), scale: scale, limits: dataset.limits,
      tolerant: keeping == .asDecoded,
      keepRows: keeping.rows)
  }

  private func load(
    _ sample: Int, _ form: PictureCache.Form, _ ahead: ReadAhead?,
    into target: UnsafeMutablePointer<Float>,
    decode: (UnsafeRawBufferPointer) throws -> Bitmap, apply: (Bitmap) throws -> Void
  ) -> Bool {
    do {
      if let bitmap = cache.picture(sample, form) {
        try apply(bitmap)
        return true
      }
      try dataset.withBytes(of: sample, ahead: ahead) { bytes in
        let bitmap = try decode(bytes)
        try apply(bitmap)
        cache.keep(bitmap, sample, form)
      }
      return true
    } catch {
      target.update(repeating: 0, count: input.floatCount)
      note(sample, "\((error as? ScanlineError)?.message ?? "\(error)")")
      return false
    }
  }

  private func note(_ sample: Int, _ message: String) {
    let isNew = failed.withLock { $0.updateValue(message, forKey: sample) == nil }
    if isNew { Log.write(.warning, "left out, bad since the data set was opened: \(message)") }
  }
}
