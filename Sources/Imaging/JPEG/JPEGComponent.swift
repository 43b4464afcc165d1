/// One colour component of a frame.
package struct JPEGComponent: Sendable {
  package let id: UInt8
  /// Sampling factors, 1 to 4.
  package let horizontal: Int
  package let vertical: Int
  package let quantisationIndex: Int
  /// The 64 steps in zigzag order, as they stood when the component's first scan began; 0 before.
  package internal(set) var quantisation = JPEGQuantisation(repeating: 0)
  /// Whether a scan of it has begun.
  package internal(set) var hasScan = false
}

/// The steps of a quantisation table in zigzag order.
package typealias JPEGQuantisation = InlineArray<64, UInt16>
