/// One marker outside the entropy-coded data, and its segment.
package struct JPEGSegment: Sendable, Equatable {
  package let marker: UInt8
  /// Offset of the marker's 0xFF byte.
  package let offset: Int
  /// What follows the two length bytes; empty for markers without a segment.
  package let payload: Range<Int>
  /// Bytes before the marker that belong to nothing (fill bytes are not counted).
  package let strayBytes: Int
}
