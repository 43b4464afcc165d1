/// The order of the bytes of a pixel, 8 bits a channel. Raw values: `SCANLINE_PIXELS_*`.
package enum PixelFormat: Int32, CaseIterable, Sendable {
  case rgb = 0
  case bgr = 1
  /// The fourth byte is ignored.
  case rgba = 2
  /// The fourth byte is ignored.
  case bgra = 3
  case gray = 4

  package var bytesPerPixel: Int {
    switch self {
    case .rgb, .bgr: 3
    case .rgba, .bgra: 4
    case .gray: 1
    }
  }

  /// Whether blue stands where red stands in RGB.
  var isBlueFirst: Bool { self == .bgr || self == .bgra }
}
