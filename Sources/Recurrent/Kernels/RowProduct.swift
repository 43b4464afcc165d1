import CKernels
import Compute

/// Products of many rows with one kernel W [inputs, columns], or with its transpose on the way back. The kernel
/// is packed once, in the order in which the processor reads it, so that the rows may be taken in stretches
/// that stay in the cache for what else is done to them.
struct RowProduct {
  /// The rows of a stretch.
  static let stretch = 256
  /// For fewer rows packing does not pay.
  private static let fewestRows = 16
  /// Larger kernels (1 MiB) are left to the library: the room is kept a sample.
  private static let largestPacked = 1 << 18
  /// Up to as many multiply-adds OpenBLAS takes kernels for small matrices, which ask the heap for room.
  private static let largestSmall = 1_000_000

  private let weights: UnsafePointer<Float>
  private let inputs: Int
  private let columns: Int
  private let transposed: Bool
  private let packed: UnsafePointer<Float>?
  /// Whether a sample is one row, in inference: its bits then are those that it has alone.
  private let alternates: Bool

  /// Floats that packing takes, for `tokens` rows a sample.
  static func packing(inputs: Int, columns: Int, tokens: Int) -> Int {
    guard tokens >= fewestRows, inputs * columns <= largestPacked else { return 0 }
    let kernels = Processor.kernels
    return max(kernels.packedSize(inputs, columns), kernels.packedSize(columns, inputs))
  }

  /// - Parameters:
  ///   - transposed: for dx = dy W^T, not for y = x W.
  ///   - room: `packing` floats; not used if that is 0.
  ///   - packed: what inference packed before; nil: packed here.
  init(
    _ weights: UnsafePointer<Float>, inputs: Int, columns: Int, tokens: Int, transposed: Bool,
    room: UnsafeMutablePointer<Float>, packed: UnsafePointer<Float>?
  ) {
    self.weights = weights
    self.inputs = inputs
    self.columns = columns
    self.transposed = transposed
    alternates = packed != nil && tokens == 1
    guard packed == nil, Self.packing(inputs: inputs, columns: columns, tokens: tokens) > 0 else {
      self.packed = packed
      return
    }
    if transposed {
      Processor.kernels.pack(weights, 1, columns, columns, inputs, room)
    } else {
      Processor.kernels.pack(weights, columns, 1, inputs, columns, room)
    }
    self.packed = UnsafePointer(room)
  }

  /// y = x W + bias.
  func forward(
    _ x: UnsafePointer<Float>, rows: Int, bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>
  ) {
    guard let packed else {
      if rows * columns * inputs <= Self.largestSmall {
        for row in 0..<rows {
          BLAS.multiply(
            weights, rows: inputs, columns: columns, transposed: true, x + row * inputs,
            into: y + row * columns)
        }
      } else {
        BLAS.multiply(
          m: rows, n: columns, k: inputs, x, lda: inputs, weights, ldb: columns, into: y,
          ldc: columns)
      }
      if let bias { VectorMath.addBias(bias, to: y, rows: rows, width: columns) }
      return
    }
    Processor.kernels.packedProduct(
      PackedProduct(
        x: x, xStride: inputs, packed: packed, y: y, yStride: columns, rows: rows, depth: inputs,
        columns: columns, accumulates: false, bias: bias, alternates: alternates))
  }

  /// dx = dy W^T, or dx += it.
  func backward(
    _ dy: UnsafePointer<Float>, rows: Int, accumulates: Bool = false,
    into dx: UnsafeMutablePointer<Float>
  ) {
    guard let packed else {
      BLAS.multiply(
        m: rows, n: inputs, k: columns, dy, lda: columns, weights, ldb: columns, transposeB: true,
        beta: accumulates ? 1 : 0, into: dx, ldc: inputs)
      return
    }
    Processor.kernels.packedProduct(
      PackedProduct(
        x: dy, xStride: columns, packed: packed, y: dx, yStride: inputs, rows: rows,
        depth: columns, columns: inputs, accumulates: accumulates, bias: nil,
        alternates: alternates))
  }

  /// Calls `body` for stretches of `rows` in order, each a multiple of `unit` rows but for the last.
  @inline(__always)
  static func forEachStretch(
    of rows: Int, unit: Int = 1, _ body: (_ start: Int, _ count: Int) -> Void
  ) {
    let length = max(stretch / unit, 1) * unit
    for start in stride(from: 0, to: rows, by: length) { body(start, min(length, rows - start)) }
  }

  /// dW = x^T dy and db = the sums of dy, of a stretch; added to what is there but for the first.
  static func gradients(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, rows: Int, inputs: Int, columns: Int,
    isFirst: Bool, kernel: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>
  ) {
    BLAS.multiply(
      m: inputs, n: columns, k: rows, x, lda: inputs, transposeA: true, dy, ldb: columns,
      beta: isFirst ? 0 : 1, into: kernel, ldc: columns)
    VectorMath.columnSums(
      dy, rows: rows, width: columns, stride: columns, into: bias, accumulates: !isFirst)
  }
}
