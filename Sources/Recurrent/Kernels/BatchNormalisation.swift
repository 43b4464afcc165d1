import Compute

/// Elementwise passes of batch normalisation over x [rows, width], whose columns are the channels.
enum BatchNormalisation {
  /// The mean and the variance (of the rows themselves, divided by their number) of each column.
  static func moments(
    _ x: UnsafePointer<Float>, rows: Int, width: Int, mean: UnsafeMutablePointer<Float>,
    variance: UnsafeMutablePointer<Float>
  ) {
    let share = 1 / Float(rows)
    mean.update(repeating: 0, count: width)
    forEachFourRows(rows) { row, count in
      let x = x + row * width
      Lanes.sweep(width) { j, n in
        var sum = Lanes(x + j, n)
        if count == 4 {
          sum += Lanes(x + width + j, n)
          sum += Lanes(x + 2 * width + j, n) + Lanes(x + 3 * width + j, n)
        }
        (Lanes(mean + j, n) + sum).store(mean + j, n)
      }
    }
    Lanes.sweep(width) { j, n in (Lanes(mean + j, n) * share).store(mean + j, n) }
    variance.update(repeating: 0, count: width)
    forEachFourRows(rows) { row, count in
      let x = x + row * width
      Lanes.sweep(width) { j, n in
        let centre = Lanes(mean + j, n)
        let a = Lanes(x + j, n) - centre
        var sum = a * a
        if count == 4 {
          let b = Lanes(x + width + j, n) - centre
          let c = Lanes(x + 2 * width + j, n) - centre
          let d = Lanes(x + 3 * width + j, n) - centre
          sum += b * b
          sum += c * c + d * d
        }
        (Lanes(variance + j, n) + sum).store(variance + j, n)
      }
    }
    Lanes.sweep(width) { j, n in (Lanes(variance + j, n) * share).store(variance + j, n) }
  }

  /// inverse = 1 / sqrt(variance + epsilon); they may be the same memory.
  static func invert(
    _ variance: UnsafePointer<Float>, epsilon: Float, width: Int,
    into inverse: UnsafeMutablePointer<Float>
  ) {
    for j in 0..<width { inverse[j] = 1 / (variance[j] + epsilon).squareRoot() }
  }

  /// y = (x - mean) inverse scale + offset.
  static func apply(
    _ x: UnsafePointer<Float>, rows: Int, width: Int, mean: UnsafePointer<Float>,
    inverse: UnsafePointer<Float>, scale: UnsafePointer<Float>, offset: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let x = x + row * width
      let y = y + row * width
      Lanes.sweep(width) { j, n in
        let factor = Lanes(inverse + j, n) * Lanes(scale + j, n)
        ((Lanes(x + j, n) - Lanes(mean + j, n)) * factor + Lanes(offset + j, n)).store(y + j, n)
      }
    }
  }

  /// The gradients of scale and offset: the sums of dy (x - mean) inverse and of dy.
  static func parameterGradients(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, rows: Int, width: Int,
    mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>,
    scale: UnsafeMutablePointer<Float>, offset: UnsafeMutablePointer<Float>
  ) {
    scale.update(repeating: 0, count: width)
    offset.update(repeating: 0, count: width)
    forEachFourRows(rows) { row, count in
      let x = x + row * width
      let dy = dy + row * width
      Lanes.sweep(width) { j, n in
        let centre = Lanes(mean + j, n)
        var sum = Lanes(dy + j, n)
        var product = sum * (Lanes(x + j, n) - centre)
        if count == 4 {
          let b = Lanes(dy + width + j, n)
          let c = Lanes(dy + 2 * width + j, n)
          let d = Lanes(dy + 3 * width + j, n)
          sum += b
          sum += c + d
          product += b * (Lanes(x + width + j, n) - centre)
          product +=
            c * (Lanes(x + 2 * width + j, n) - centre) + d * (Lanes(x + 3 * width + j, n) - centre)
        }
        (Lanes(offset + j, n) + sum).store(offset + j, n)
        (Lanes(scale + j, n) + product).store(scale + j, n)
      }
    }
    Lanes.sweep(width) { j, n in
      (Lanes(scale + j, n) * Lanes(inverse + j, n)).store(scale + j, n)
    }
  }

  /// The gradients of x, with those of scale and offset at hand. Without `ownMoments` mean and inverse were
  /// not those of the rows, and nothing flows back through them.
  static func inputGradients(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, rows: Int, width: Int,
    mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    scaleGradient: UnsafePointer<Float>, offsetGradient: UnsafePointer<Float>, ownMoments: Bool,
    into dx: UnsafeMutablePointer<Float>
  ) {
    let share = ownMoments ? 1 / Float(rows) : 0
    for row in 0..<rows {
      let x = x + row * width
      let dy = dy + row * width
      let dx = dx + row * width
      Lanes.sweep(width) { j, n in
        let inverse = Lanes(inverse + j, n)
        let normal = (Lanes(x + j, n) - Lanes(mean + j, n)) * inverse
        let pull = (Lanes(offsetGradient + j, n) + normal * Lanes(scaleGradient + j, n)) * share
        ((Lanes(dy + j, n) - pull) * (inverse * Lanes(scale + j, n))).store(dx + j, n)
      }
    }
  }

  /// Rows in groups of four, whose sums are formed before they are added to what is there: fewer stores and
  /// a smaller error. The rest one by one.
  @inline(__always)
  private static func forEachFourRows(_ rows: Int, _ body: (_ row: Int, _ count: Int) -> Void) {
    var row = 0
    while row + 4 <= rows {
      body(row, 4)
      row += 4
    }
    while row < rows {
      body(row, 1)
      row += 1
    }
  }
}
