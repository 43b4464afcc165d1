import Glibc
import Imaging

/// What tells photographs from blur, noise, text and drawings before any network sees them: how much of a
/// picture changes from pixel to pixel, and from pair to pair.
///
/// For each of the two finest levels of the Haar wavelet transform, each direction (across, down, diagonal) and
/// each of three decorrelated colours (luma, red against blue, green against both), the logarithm of the mean
/// square of the coefficients. In photographs these are near to normally distributed and follow one another.
enum PictureStatistics {
  static let levels = 2
  /// Keeps the logarithm of a flat picture finite: the square of about two levels of 256.
  private static let floor = 1e-3

  /// Numbers a picture.
  static func count(channels: Int) -> Int { levels * 3 * channels }

  /// - Parameters:
  ///   - input: `[height, width, channels]`, normalised.
  ///   - result: room for `count(channels:)` numbers. A level for which the picture is too small gives that of a
  ///     flat one.
  static func measure(
    _ input: UnsafePointer<Float>, of spec: InputSpec, into result: UnsafeMutablePointer<Double>
  ) {
    let channels = spec.channels
    for level in 0..<levels {
      // The squares' sums, [direction][colour].
      var sums = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
      let side = 1 << level
      let (rows, columns) = (spec.height / (2 * side), spec.width / (2 * side))
      for row in 0..<rows {
        for column in 0..<columns {
          func quadrant(_ down: Int, _ across: Int) -> SIMD4<Float> {
            mean(
              input, of: spec, top: (2 * row + down) * side, left: (2 * column + across) * side,
              side: side)
          }
          let (a, b, c, d) = (quadrant(0, 0), quadrant(0, 1), quadrant(1, 0), quadrant(1, 1))
          let across = SIMD4<Double>(0.5 * (a - b + c - d))
          let down = SIMD4<Double>(0.5 * (a + b - c - d))
          let diagonal = SIMD4<Double>(0.5 * (a - b - c + d))
          sums.0 += across * across
          sums.1 += down * down
          sums.2 += diagonal * diagonal
        }
      }
      let blocks = Double(max(rows * columns, 1))
      for direction in 0..<3 {
        let sum = direction == 0 ? sums.0 : direction == 1 ? sums.1 : sums.2
        for colour in 0..<channels {
          result[(level * 3 + direction) * channels + colour] = log(sum[colour] / blocks + floor)
        }
      }
    }
  }

  /// Of a square of pixels, in the decorrelated colours.
  private static func mean(
    _ input: UnsafePointer<Float>, of spec: InputSpec, top: Int, left: Int, side: Int
  ) -> SIMD4<Float> {
    var sum = SIMD4<Float>.zero
    for y in top..<top + side {
      for x in left..<left + side {
        let pixel = input + (y * spec.width + x) * spec.channels
        for channel in 0..<min(spec.channels, 4) { sum[channel] += pixel[channel] }
      }
    }
    sum /= Float(side * side)
    guard spec.channels == 3 else { return sum }
    let (red, green, blue) = (sum[0], sum[1], sum[2])
    return SIMD4((red + green + blue) / 3, (red - blue) / 2, (red - 2 * green + blue) / 4, 0)
  }
}
