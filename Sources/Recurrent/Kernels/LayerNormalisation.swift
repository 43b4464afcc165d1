import Compute

/// Elementwise passes of layer normalisation over x [rows, width]: every row by its own mean and deviation.
enum LayerNormalisation {
  /// y = (x - mean) inverse scale + offset.
  /// - Parameter moments: out: [rows, 2], mean and inverse of each row.
  static func forward(
    _ x: UnsafePointer<Float>, rows: Int, width: Int, epsilon: Float,
    scale: UnsafePointer<Float>, offset: UnsafePointer<Float>,
    moments: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) {
    let share = 1 / Float(width)
    for row in 0..<rows {
      let x = x + row * width
      let y = y + row * width
      var sum = Lanes()
      Lanes.sweep(width) { j, n in sum += Lanes(x + j, n) }
      let mean = sum.sum() * share
      var squares = Lanes()
      Lanes.sweep(width) { j, n in
        let centred = first(n, of: Lanes(x + j, n) - mean)
        squares += centred * centred
      }
      let inverse = 1 / (squares.sum() * share + epsilon).squareRoot()
      moments[2 * row] = mean
      moments[2 * row + 1] = inverse
      Lanes.sweep(width) { j, n in
        let normal = (Lanes(x + j, n) - mean) * inverse
        (normal * Lanes(scale + j, n) + Lanes(offset + j, n)).store(y + j, n)
      }
    }
  }

  /// - Parameters:
  ///   - scaleGradient: out: [width].
  ///   - offsetGradient: out: [width].
  ///   - dx: out: [rows, width]; nil if nobody needs it.
  static func backward(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, rows: Int, width: Int,
    scale: UnsafePointer<Float>, moments: UnsafePointer<Float>,
    scaleGradient: UnsafeMutablePointer<Float>, offsetGradient: UnsafeMutablePointer<Float>,
    into dx: UnsafeMutablePointer<Float>?
  ) {
    scaleGradient.update(repeating: 0, count: width)
    offsetGradient.update(repeating: 0, count: width)
    let share = 1 / Float(width)
    for row in 0..<rows {
      let x = x + row * width
      let dy = dy + row * width
      let mean = moments[2 * row]
      let inverse = moments[2 * row + 1]
      var sum = Lanes()
      var product = Lanes()
      Lanes.sweep(width) { j, n in
        let normal = first(n, of: (Lanes(x + j, n) - mean) * inverse)
        let slope = Lanes(dy + j, n)
        (Lanes(scaleGradient + j, n) + slope * normal).store(scaleGradient + j, n)
        (Lanes(offsetGradient + j, n) + slope).store(offsetGradient + j, n)
        let scaled = slope * Lanes(scale + j, n)
        sum += scaled
        product += scaled * normal
      }
      guard let dx else { continue }
      let target = dx + row * width
      let even = sum.sum() * share
      let along = product.sum() * share
      Lanes.sweep(width) { j, n in
        let normal = (Lanes(x + j, n) - mean) * inverse
        let scaled = Lanes(dy + j, n) * Lanes(scale + j, n)
        ((scaled - even - normal * along) * inverse).store(target + j, n)
      }
    }
  }

  /// The lanes beyond the row's end hold 0, from which the mean was subtracted: 0 again.
  @inline(__always)
  private static func first(_ count: Int, of lanes: Lanes) -> Lanes {
    guard count < Lanes.width else { return lanes }
    var result = Lanes()
    for lane in 0..<count { result[lane] = lanes[lane] }
    return result
  }
}
