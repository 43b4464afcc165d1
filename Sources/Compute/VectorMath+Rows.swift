/// Elementwise work on whole matrices. Rows are contiguous unless a stride is given.
extension VectorMath {
  /// y[r, j] += bias[j] for `rows` rows of `width`.
  package static func addBias(
    _ bias: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, rows: Int, width: Int
  ) {
    for row in 0..<rows {
      let target = y + row * width
      Lanes.sweep(width) { j, n in (Lanes(target + j, n) + Lanes(bias + j, n)).store(target + j, n)
      }
    }
  }

  /// sums[j] = the sum of column j of x [rows, width], from the first row to the last.
  package static func columnSums(
    _ x: UnsafePointer<Float>, rows: Int, width: Int, stride: Int,
    into sums: UnsafeMutablePointer<Float>
  ) {
    sums.update(repeating: 0, count: width)
    for row in 0..<rows {
      let source = x + row * stride
      Lanes.sweep(width) { j, n in
        (Lanes(sums + j, n) + Lanes(source + j, n)).store(sums + j, n)
      }
    }
  }

  /// y[r, j] += scale * x[r, j], the rows of x `xStride` apart and those of y `yStride`.
  package static func addScaled(
    _ x: UnsafePointer<Float>, stride xStride: Int, scale: Float,
    to y: UnsafeMutablePointer<Float>, stride yStride: Int, rows: Int, width: Int
  ) {
    for row in 0..<rows {
      let source = x + row * xStride
      let target = y + row * yStride
      Lanes.sweep(width) { j, n in
        (Lanes(target + j, n) + Lanes(source + j, n) * scale).store(target + j, n)
      }
    }
  }

  /// y = x * mask for `rows` rows of `width`; the mask has `maskRows` rows and starts again after them.
  package static func multiply(
    _ x: UnsafePointer<Float>, mask: UnsafePointer<Float>, maskRows: Int, rows: Int, width: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    let period = maskRows * width
    var done = 0
    while done < rows * width {
      let source = x + done
      let target = y + done
      Lanes.sweep(min(period, rows * width - done)) { j, n in
        (Lanes(source + j, n) * Lanes(mask + j, n)).store(target + j, n)
      }
      done += period
    }
  }

  /// y += x * mask, as `multiply`.
  package static func addProduct(
    _ x: UnsafePointer<Float>, mask: UnsafePointer<Float>, maskRows: Int, rows: Int, width: Int,
    to y: UnsafeMutablePointer<Float>
  ) {
    let period = maskRows * width
    var done = 0
    while done < rows * width {
      let source = x + done
      let target = y + done
      Lanes.sweep(min(period, rows * width - done)) { j, n in
        (Lanes(target + j, n) + Lanes(source + j, n) * Lanes(mask + j, n)).store(target + j, n)
      }
      done += period
    }
  }
}
