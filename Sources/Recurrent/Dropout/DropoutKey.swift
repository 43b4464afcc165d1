/// Names the dropout masks of one training step. The mask of sample i of a call depends on the layer, the
/// seed, the step and `firstSample` + i, and on nothing else: it is the same however a batch is cut.
package struct DropoutKey: Equatable, Sendable {
  package let seed: UInt64
  package let step: UInt64
  /// The place of the call's first sample in the batch.
  package let firstSample: UInt64

  package init(seed: UInt64, step: UInt64, firstSample: UInt64) {
    self.seed = seed
    self.step = step
    self.firstSample = firstSample
  }

  /// The first part of the name of a layer's random stream.
  /// - Parameter place: the layer and direction, below 65536.
  func name(place: Int) -> UInt64 {
    UInt64(place >> 8) << 56 | step << 8 | UInt64(place & 0xFF)
  }
}
