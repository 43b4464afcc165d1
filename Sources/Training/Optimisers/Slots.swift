import Compute

/// The stretches of an optimiser's state that go with a stretch of the weights: at most two, in the order of
/// `Optimiser.slotNames`.
struct Slots {
  let first: UnsafeMutablePointer<Float>?
  let second: UnsafeMutablePointer<Float>?

  /// - Parameters:
  ///   - buffers: the whole state; to be held as long as the slots are used.
  ///   - offset: of the stretch.
  init(_ buffers: [FloatBuffer], at offset: Int = 0) {
    first = buffers.first.map { $0.pointer + offset }
    second = buffers.count > 1 ? buffers[1].pointer + offset : nil
  }
}
