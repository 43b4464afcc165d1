/// Elementwise work on whole matrices, by the processor's kernels. Rows are contiguous unless a stride
/// is given.
package enum VectorMath {
  /// y += x.
  package static func accumulate(
    _ x: UnsafePointer<Float>, count: Int, to y: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.add(x, y, count)
  }

  /// y[r, j] += bias[j] for `rows` rows of `width`.
  package static func addBias(
    _ bias: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, rows: Int, width: Int
  ) {
    Processor.kernels.addBias(bias, y, rows, width)
  }

  /// sums[j] = the sum of column j of x [rows, width], from the first row to the last; added to what is there if
  /// `accumulates`.
  package static func columnSums(
    _ x: UnsafePointer<Float>, rows: Int, width: Int, stride: Int,
    into sums: UnsafeMutablePointer<Float>, accumulates: Bool = false
  ) {
    Processor.kernels.columnSums(x, stride, rows, width, sums, accumulates)
  }

  /// y[r, j] += scale * x[r, j], the rows of x `xStride` apart and those of y `yStride`.
  package static func addScaled(
    _ x: UnsafePointer<Float>, stride xStride: Int, scale: Float,
    to y: UnsafeMutablePointer<Float>, stride yStride: Int, rows: Int, width: Int
  ) {
    Processor.kernels.addScaled(x, xStride, scale, y, yStride, rows, width)
  }

  /// y = x * mask for `rows` rows of `width`; the mask has `maskRows` rows and starts again after them.
  package static func multiply(
    _ x: UnsafePointer<Float>, mask: UnsafePointer<Float>, maskRows: Int, rows: Int, width: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.multiply(x, mask, maskRows * width, y, rows * width)
  }

  /// y += x * mask, as `multiply`.
  package static func addProduct(
    _ x: UnsafePointer<Float>, mask: UnsafePointer<Float>, maskRows: Int, rows: Int, width: Int,
    to y: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.addProduct(x, mask, maskRows * width, y, rows * width)
  }
}
