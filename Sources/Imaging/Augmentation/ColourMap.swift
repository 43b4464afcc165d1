import Glibc

/// Hue, saturation about the pixel's luma, brightness and contrast about the picture's mean, composed into one
/// matrix and an offset, the result cut to 0...255. All four are linear, so they may follow the interpolation.
struct ColourMap {
  /// What one unit of red, of green and of blue becomes.
  let red: SIMD4<Float>
  let green: SIMD4<Float>
  let blue: SIMD4<Float>
  /// What one unit of gray becomes.
  let gain: Float
  let offset: Float

  /// - Parameter mean: luma of the whole picture, 0 to 255, before brightness.
  init(_ draw: AugmentationDraw, mean: @autoclosure () -> Float) {
    let gain = draw.brightness * draw.contrast
    self.gain = gain
    offset = draw.contrast == 1 ? 0 : draw.brightness * (1 - draw.contrast) * mean()
    let turned = Self.turned(draw.hue)
    let saturation = draw.saturation
    func column(_ index: Int) -> SIMD4<Float> {
      let gray = SIMD4(repeating: Luma.weights[index] * (1 - saturation))
      return gain * (turned[index] * saturation + gray)
    }
    red = column(0)
    green = column(1)
    blue = column(2)
  }

  /// Columns of the turn about the gray axis, moved along that axis so that the luma stays.
  /// - Parameter hue: turns.
  private static func turned(_ hue: Float) -> InlineArray<3, SIMD4<Float>> {
    let unit: InlineArray<3, SIMD4<Float>> = [
      SIMD4(1, 0, 0, 0), SIMD4(0, 1, 0, 0), SIMD4(0, 0, 1, 0),
    ]
    guard hue != 0 else { return unit }
    let angle = 2 * Double.pi * Double(hue)
    let cosine = cos(angle)
    let shared = Float((1 - cosine) / 3)
    let skew = Float(sin(angle) / 3.0.squareRoot())
    // Rodrigues' formula for the axis (1, 1, 1).
    return InlineArray { index in
      var column = unit[index] * Float(cosine) + SIMD4(shared, shared, shared, 0)
      column[(index + 1) % 3] += skew
      column[(index + 2) % 3] -= skew
      let lift = Luma.weights[index] - Luma.of(column)
      return column + SIMD4(lift, lift, lift, 0)
    }
  }

  /// Calls `body` with a draw's map as the kernels take it: what one unit of each channel becomes, and what is added; with nil
  /// when colours stay.
  static func with(
    _ draw: AugmentationDraw, _ source: Bitmap, _ body: (UnsafePointer<Float>?) -> Void
  ) {
    if draw.keepsColours { return body(nil) }
    let map = ColourMap(draw, mean: mean(of: source))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 10) { room in
      if source.channels == 1 {
        (room[0], room[1]) = (map.gain, map.offset)
      } else {
        for channel in 0..<3 {
          (room[channel], room[3 + channel], room[6 + channel]) = (
            map.red[channel], map.green[channel], map.blue[channel]
          )
        }
        room[9] = map.offset
      }
      body(UnsafePointer(room.baseAddress))
    }
  }

  /// The mean luma of a bitmap, 0 to 255.
  static func mean(of bitmap: Bitmap) -> Float {
    defer { withExtendedLifetime(bitmap) {} }
    let sums = ByteSums.channels(bitmap.pointer, count: bitmap.byteCount, channels: bitmap.channels)
    let pixels = Double(bitmap.width * bitmap.height)
    guard bitmap.channels == 3 else { return Float(Double(sums[0]) / pixels) }
    let sum = 0.299 * Double(sums[0]) + 0.587 * Double(sums[1]) + 0.114 * Double(sums[2])
    return Float(sum / pixels)
  }
}

extension AugmentationDraw {
  /// Whether the colour map changes nothing.
  fileprivate var keepsColours: Bool {
    brightness == 1 && contrast == 1 && saturation == 1 && hue == 0
  }
}
