/// Brightness, contrast about the picture's mean and saturation about the pixel's luma, composed:
/// gain * (saturation * colour + (1 - saturation) * luma) + offset, cut to 0...255. All three are linear, so they may
/// follow the interpolation.
struct ColourMap {
  private let gain: Float
  private let saturation: Float
  private let offset: Float

  /// - Parameter mean: luma of the whole picture, 0 to 255, before brightness.
  init(_ draw: AugmentationDraw, mean: @autoclosure () -> Float) {
    gain = draw.brightness * draw.contrast
    saturation = draw.saturation
    offset = draw.contrast == 1 ? 0 : draw.brightness * (1 - draw.contrast) * mean()
  }

  @inline(__always)
  func applied(to colour: SIMD4<Float>) -> SIMD4<Float> {
    let luma = Luma.of(colour)
    let vivid = colour * saturation + SIMD4(repeating: luma * (1 - saturation))
    let value = vivid * gain + SIMD4(repeating: offset)
    return pointwiseMin(
      pointwiseMax(value, SIMD4(repeating: 0)), SIMD4(repeating: 255))
  }

  @inline(__always)
  func applied(toGray level: Float) -> Float {
    min(max(level * gain + offset, 0), 255)
  }

  /// The mean luma of a bitmap, 0 to 255.
  static func mean(of bitmap: Bitmap) -> Float {
    defer { withExtendedLifetime(bitmap) {} }
    let bytes = bitmap.pointer
    let pixels = bitmap.width * bitmap.height
    if bitmap.channels == 1 {
      var sum = 0
      for i in 0..<pixels { sum &+= Int(bytes[i]) }
      return Float(Double(sum) / Double(pixels))
    }
    var red = 0
    var green = 0
    var blue = 0
    for i in 0..<pixels {
      red &+= Int(bytes[3 &* i])
      green &+= Int(bytes[3 &* i &+ 1])
      blue &+= Int(bytes[3 &* i &+ 2])
    }
    let sum = 0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)
    return Float(sum / Double(pixels))
  }
}
