/// What validation found in one file.
package struct ImageReport: Sendable {
  /// Raw values as in `scanline_types.h`.
  package enum Verdict: Int32, Sendable, CaseIterable {
    case ok = 0
    case salvageable = 1
    case corrupt = 2
    case unsupported = 3
    case hostile = 4
  }

  package var verdict = Verdict.ok
  /// The first damage found.
  package var reason = Reason.none
  package var format = ImageFormat.unknown
  /// Where the first damage was met, bytes from the start.
  package var byteOffset: Int?
  /// Pixel row of the first damage.
  package var row: Int?
  /// Share of the rows decoded before the first damage, 0 to 1.
  package var decodedShare = 1.0
  /// All faults found, the first included.
  package var warningCount = 0
  /// As stored, before any orientation; 0: not known.
  package var width = 0
  package var height = 0
  package var components = 0
  package var colourSpace = JPEGColourSpace.unknown
  /// Largest over smallest sampling factor: 2 and 2 for 4:2:0; 0: not known, no JPEG.
  package var subsamplingHorizontal = 0
  package var subsamplingVertical = 0
  /// EXIF orientation, 1 to 8.
  package var orientation = 1
  package var progressive = false
  package var arithmetic = false
  /// The file's name ends as that of another format than the one it is of; false when that is not known.
  package var nameLies = false
  /// What the content is worth; not measured when nothing of the picture can be trusted.
  package var quality = ImageQuality()
  /// The reason in words; empty for a good file.
  package var message = ""

  package init() {}

  /// Every pixel is there: the file is good, or lacks no more than the marker behind the picture.
  package var isWhole: Bool { verdict == .ok || reason == .missingEnd && decodedShare == 1 }
}
