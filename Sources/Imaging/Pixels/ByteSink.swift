/// Levels to 8 bits, rounded to the nearest.
struct ByteSink: PixelSink {
  private let target: UnsafeMutablePointer<UInt8>
  private let isGray: Bool

  init(_ target: Bitmap) {
    self.init(target.pointer, isGray: target.channels == 1)
  }

  init(_ target: UnsafeMutablePointer<UInt8>, isGray: Bool) {
    self.target = target
    self.isGray = isGray
  }

  @inline(__always)
  func store(_ colour: SIMD4<Float>, at index: Int) {
    if isGray { return store(gray: Luma.of(colour), at: index) }
    target[3 * index] = Self.byte(colour.x)
    target[3 * index + 1] = Self.byte(colour.y)
    target[3 * index + 2] = Self.byte(colour.z)
  }

  @inline(__always)
  func store(gray level: Float, at index: Int) {
    let byte = Self.byte(level)
    if isGray {
      target[index] = byte
    } else {
      target[3 * index] = byte
      target[3 * index + 1] = byte
      target[3 * index + 2] = byte
    }
  }

  @inline(__always)
  private static func byte(_ level: Float) -> UInt8 {
    UInt8(truncatingIfNeeded: Int32(min(max(level, 0), 255) + 0.5))
  }
}
