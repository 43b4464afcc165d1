/// One colour component of a frame.
package struct JPEGComponent: Sendable, Equatable {
  package let id: UInt8
  /// Sampling factors, 1 to 4.
  package let horizontal: Int
  package let vertical: Int
  package let quantisationIndex: Int
  /// The 64 steps in zigzag order, as they stood when the component's first scan began; empty before.
  package internal(set) var quantisation: [UInt16] = []
}
