import Compute
import Glibc
import Imaging
import Platform

/// Pictures with known pixels.
enum TestPicture {
  /// Waves that a JPEG keeps to within a few levels, different in each channel, without any symmetry.
  static func smooth(_ width: Int, _ height: Int, channels: Int = 3) throws -> Bitmap {
    try make(width, height, channels) { x, y, channel in
      let u = Double(x) / Double(width)
      let v = Double(y) / Double(height)
      let phase = Double(channel)
      return 128 + 60 * sin(4 * u + 1.3 * phase) + 50 * cos(3 * v + 2 * u * v + phase)
    }
  }

  static func noise(_ width: Int, _ height: Int, channels: Int = 3, seed: UInt64 = 1) throws
    -> Bitmap
  {
    var random = RandomStream(seed: seed, .test)
    return try make(width, height, channels) { _, _, _ in Double(random.integer(below: 256)) }
  }

  static func make(
    _ width: Int, _ height: Int, _ channels: Int,
    _ level: (_ x: Int, _ y: Int, _ channel: Int) -> Double
  ) throws -> Bitmap {
    let bitmap = try Bitmap(width: width, height: height, channels: channels)
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<channels {
          bitmap[x, y, channel] = UInt8(min(max(level(x, y, channel), 0), 255))
        }
      }
    }
    return bitmap
  }
}

extension Bitmap {
  subscript(_ x: Int, _ y: Int, _ channel: Int) -> UInt8 {
    get { pointer[(y * width + x) * channels + channel] }
    set { pointer[(y * width + x) * channels + channel] = newValue }
  }

  var bytes: [UInt8] {
    defer { withExtendedLifetime(self) {} }
    return Array(UnsafeBufferPointer(start: pointer, count: byteCount))
  }

  /// Mean absolute difference of two pictures of one size; infinite for others.
  func difference(from other: Bitmap) -> Double {
    guard byteCount == other.byteCount, width == other.width else { return .infinity }
    let sum = zip(bytes, other.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(byteCount)
  }
}

extension InputSpec {
  /// `convert` into an array.
  func floats(_ pixels: PixelView) throws -> [Float] {
    let target = try FloatBuffer(count: floatCount)
    // What is not written shows.
    target.floats.update(repeating: .nan)
    try convert(pixels, into: target.pointer)
    return Array(target.floats)
  }

  /// A normalised value as a level of 0 to 255.
  func level(_ value: Float, channel: Int) -> Double {
    255 * (Double(value) * Double(deviation[channel]) + Double(mean[channel]))
  }
}
