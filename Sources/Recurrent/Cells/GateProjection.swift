import Compute

/// The product of a matrix x [rows, inputs] with a kernel [inputs, gates x units], and its derivatives.
///
/// A dropout mask [groups, N, inputs] multiplies x, starting again every N rows. One group serves all
/// gates, and it is one matrix product; if each gate has its own, it is one product a gate, on its own
/// columns of the kernel. `scratch` (rows x inputs) is only used with a mask.
struct GateProjection: Sendable {
  let inputs: Int
  let gates: Int
  let units: Int

  /// The columns of the kernel.
  var columns: Int { gates * units }

  /// The columns of some gates, as inference packs them; `offset`: of the kernel.
  func packed(at offset: Int, gates range: Range<Int>) -> PackedKernel {
    PackedKernel(
      offset: offset + range.lowerBound * units, depth: inputs, columns: range.count * units,
      stride: columns)
  }

  /// y = (x * mask) W + bias.
  func forward(
    _ x: UnsafePointer<Float>, rows: Int, mask: DropoutMask?, weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows { (y + row * columns).update(from: bias, count: columns) }
    forward(
      x, rows: rows, gates: 0..<gates, mask: mask, weights: weights, beta: 1, into: y,
      scratch: scratch)
  }

  /// y = beta y + (x * mask) W, in the columns of the gates in `range`.
  @inline(__always)
  func forward(
    _ x: UnsafePointer<Float>, rows: Int, gates range: Range<Int>, mask: DropoutMask?,
    weights: UnsafePointer<Float>, beta: Float, into y: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    forEachGroup(range, mask) { start, width, mask in
      let x = masked(x, rows: rows, mask, scratch)
      BLAS.multiply(
        m: rows, n: width, k: inputs, x, lda: inputs, weights + start, ldb: columns,
        beta: beta, into: y + start, ldc: columns)
    }
  }

  /// dx = beta dx + (dy W^T) * mask, from the columns of the gates in `range`.
  @inline(__always)
  func backward(
    _ dy: UnsafePointer<Float>, rows: Int, gates range: Range<Int>, mask: DropoutMask?,
    weights: UnsafePointer<Float>, beta: Float, into dx: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var beta = beta
    forEachGroup(range, mask) { start, width, mask in
      BLAS.multiply(
        m: rows, n: inputs, k: width, dy + start, lda: columns, weights + start, ldb: columns,
        transposeB: true, beta: mask == nil ? beta : 0, into: mask == nil ? dx : scratch,
        ldc: inputs)
      if let mask {
        if beta == 0 { dx.update(repeating: 0, count: rows * inputs) }
        VectorMath.addProduct(
          scratch, mask: mask.values, maskRows: mask.count, rows: rows, width: inputs, to: dx)
        beta = 1
      }
    }
  }

  /// dW = (x * mask)^T dy, in the columns of the gates in `range`.
  func kernelGradient(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, rows: Int, gates range: Range<Int>,
    mask: DropoutMask?, into dW: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    forEachGroup(range, mask) { start, width, mask in
      let x = masked(x, rows: rows, mask, scratch)
      BLAS.multiply(
        m: inputs, n: width, k: rows, x, lda: inputs, transposeA: true, dy + start, ldb: columns,
        into: dW + start, ldc: columns)
    }
  }

  /// Calls `body(first column, columns, the group's mask)` for each part that shares a mask.
  @inline(__always)
  private func forEachGroup(
    _ range: Range<Int>, _ mask: DropoutMask?, _ body: (Int, Int, DropoutMask?) -> Void
  ) {
    guard let mask, mask.groups > 1 else {
      body(range.lowerBound * units, range.count * units, mask)
      return
    }
    for gate in range {
      let own = DropoutMask(
        at: mask.group(gate), groups: 1, count: mask.count, width: mask.width)
      body(gate * units, units, own)
    }
  }

  /// x * mask in `scratch`, or x itself.
  private func masked(
    _ x: UnsafePointer<Float>, rows: Int, _ mask: DropoutMask?,
    _ scratch: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    guard let mask else { return x }
    VectorMath.multiply(
      x, mask: mask.values, maskRows: mask.count, rows: rows, width: inputs, into: scratch)
    return UnsafePointer(scratch)
  }
}
