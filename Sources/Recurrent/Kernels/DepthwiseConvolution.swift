import Compute

/// Depthwise convolution of a batch of grids [N, H, W, C] with kernels [size, size, C], size odd, zeros around
/// the grid; the shape stays. The bounds of each token's window are computed once, and all channels are done
/// within.
enum DepthwiseConvolution {
  /// y = bias + the sum over the window of kernel x.
  static func forward(
    _ x: UnsafePointer<Float>, kernel: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    grid: GridShape, size: Int, count: Int, into y: UnsafeMutablePointer<Float>
  ) {
    let channels = grid.channels
    forEachToken(grid, size: size, count: count) { token, rows, columns in
      let target = y + token * channels
      Lanes.sweep(channels) { j, n in
        var sum = Lanes(bias + j, n)
        for row in rows {
          for column in columns {
            let tap = (row + size / 2) * size + column + size / 2
            let place = (token + row * grid.width + column) * channels + j
            sum += Lanes(x + place, n) * Lanes(kernel + tap * channels + j, n)
          }
        }
        sum.store(target + j, n)
      }
    }
  }

  /// dx = the sum over the window of the kernel, turned round, times dy.
  static func inputGradients(
    _ dy: UnsafePointer<Float>, kernel: UnsafePointer<Float>, grid: GridShape, size: Int,
    count: Int, into dx: UnsafeMutablePointer<Float>
  ) {
    let channels = grid.channels
    forEachToken(grid, size: size, count: count) { token, rows, columns in
      let target = dx + token * channels
      Lanes.sweep(channels) { j, n in
        var sum = Lanes()
        for row in rows {
          for column in columns {
            let tap = (size / 2 - row) * size + size / 2 - column
            let place = (token + row * grid.width + column) * channels + j
            sum += Lanes(dy + place, n) * Lanes(kernel + tap * channels + j, n)
          }
        }
        sum.store(target + j, n)
      }
    }
  }

  /// The gradients of the kernel, overwritten.
  static func kernelGradients(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, grid: GridShape, size: Int, count: Int,
    into gradients: UnsafeMutablePointer<Float>
  ) {
    let channels = grid.channels
    gradients.update(repeating: 0, count: size * size * channels)
    forEachToken(grid, size: size, count: count) { token, rows, columns in
      let slope = dy + token * channels
      for row in rows {
        for column in columns {
          let tap = (row + size / 2) * size + column + size / 2
          let source = x + (token + row * grid.width + column) * channels
          let target = gradients + tap * channels
          Lanes.sweep(channels) { j, n in
            (Lanes(target + j, n) + Lanes(slope + j, n) * Lanes(source + j, n))
              .store(target + j, n)
          }
        }
      }
    }
  }

  /// Calls `body` for each token with the rows and columns of its window that lie within the grid, counted
  /// from the token.
  @inline(__always)
  private static func forEachToken(
    _ grid: GridShape, size: Int, count: Int,
    _ body: (_ token: Int, _ rows: ClosedRange<Int>, _ columns: ClosedRange<Int>) -> Void
  ) {
    let reach = size / 2
    for sample in 0..<count {
      for y in 0..<grid.height {
        let rows = max(-reach, -y)...min(reach, grid.height - 1 - y)
        for x in 0..<grid.width {
          let columns = max(-reach, -x)...min(reach, grid.width - 1 - x)
          body((sample * grid.height + y) * grid.width + x, rows, columns)
        }
      }
    }
  }
}
