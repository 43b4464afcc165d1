/// What a file may ask for. Everything is checked from the header, before memory is taken.
package struct ImageLimits: Sendable, Equatable {
  /// Width times height.
  package var maxPixels = 100_000_000
  /// Size of the encoded file.
  package var maxBytes = 256 << 20
  /// Scans of one JPEG. Encoders write about ten; thousands, each a few bytes long and each a pass over
  /// the whole picture, are the classic way to stall a decoder.
  package var maxScans = 200
  /// Marker segments of one JPEG: what a file at the default byte limit would hold were every
  /// segment as long as it can be (64 KiB).
  package var maxMarkers = 4096

  /// Blocks of 8x8 coefficients that the scans of one JPEG visit together: how long it may take whatever its size,
  /// for a scan can say of a whole picture in a few bytes that nothing changes. Enough for the largest
  /// picture, were it gray, forty times; encoders send a block four to ten times, and colour has up
  /// to four blocks for one of gray. At least what takes no time to speak of.
  package var maxBlockVisits: Int { max(maxPixels / 64 * 40, 1 << 20) }

  package init() {}
}
