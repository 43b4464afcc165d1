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

  package init() {}
}
