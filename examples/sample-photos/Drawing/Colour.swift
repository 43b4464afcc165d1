/// Red, green, blue on the scale of 0 to 1; the fourth is not used.
typealias Colour = SIMD4<Float>

extension SIMD4<Float> {
  static let black = Colour(0, 0, 0, 0)
  static let white = Colour(1, 1, 1, 0)

  /// From 0xRRGGBB.
  init(hex: UInt32) {
    self = Colour(Float(hex >> 16 & 255), Float(hex >> 8 & 255), Float(hex & 255), 0) / 255
  }

  /// This colour, `share` of the way to another.
  func mixed(with other: Colour, _ share: Float) -> Colour {
    self + (other - self) * share
  }
}
