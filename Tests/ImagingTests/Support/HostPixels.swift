import Imaging
import Testing

/// A bitmap's pixels as a host might hold them: another order of bytes, rows with padding.
struct HostPixels {
  private let bytes: [UInt8]
  private let width: Int
  private let height: Int
  private let stride: Int
  private let format: PixelFormat

  /// - Parameter padding: bytes after each row, filled with noise.
  init(_ bitmap: Bitmap, format: PixelFormat, padding: Int) {
    var bytes: [UInt8] = []
    for y in 0..<bitmap.height {
      for x in 0..<bitmap.width {
        let pixel = (0..<3).map { bitmap[x, y, min($0, bitmap.channels - 1)] }
        switch format {
        case .rgb: bytes += pixel
        case .bgr: bytes += pixel.reversed()
        case .rgba: bytes += pixel + [UInt8(truncatingIfNeeded: 31 &* x)]
        case .bgra: bytes += pixel.reversed() + [UInt8(truncatingIfNeeded: 17 &* y)]
        case .gray: bytes.append(pixel[0])
        }
      }
      for i in 0..<padding { bytes.append(UInt8(truncatingIfNeeded: 91 &* (i + y))) }
    }
    self.bytes = bytes
    width = bitmap.width
    height = bitmap.height
    stride = bitmap.width * format.bytesPerPixel + padding
    self.format = format
  }

  func withView<Result>(_ body: (PixelView) throws -> Result) throws -> Result {
    try bytes.withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      return try body(
        PixelView(base: base, width: width, height: height, stride: stride, format: format))
    }
  }
}
