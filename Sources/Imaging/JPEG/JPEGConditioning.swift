/// How arithmetic coding chooses its contexts (DAC; T.81, B.2.4.3), of one component. Without a DAC segment as here.
package struct JPEGConditioning: Sendable, Equatable {
  /// Bounds of the small DC differences, as powers of two (L, U); 0 to 15, the lower one first.
  package internal(set) var lower = 0
  package internal(set) var upper = 1
  /// The last coefficient in zigzag order that counts as a low frequency (Kx).
  package internal(set) var lastLow = 5
}
