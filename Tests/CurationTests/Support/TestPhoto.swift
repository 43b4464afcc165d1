import Glibc
import Imaging
import Platform
import Testing

/// A small good picture, and what becomes of it.
enum TestPhoto {
  static func good() throws -> [UInt8] {
    let pixels = (0..<48 * 48 * 3).map { UInt8(truncatingIfNeeded: $0 * $0 / 50) }
    return try pixels.withUnsafeBufferPointer { buffer in
      let view = try PixelView(
        base: try #require(buffer.baseAddress), width: 48, height: 48, format: .rgb)
      return try JPEGEncoder.encode(view, quality: 80).withBytes { Array($0) }
    }
  }

  /// Too little of it is left to be salvageable.
  static func cut() throws -> [UInt8] { Array(try good().prefix(700)) }
}
