import Compute

/// Random matrices with orthonormal rows: normal numbers, orthogonalised by Gram and Schmidt's method,
/// which gives the Q of the QR decomposition whose R has a positive diagonal, as Keras's does.
enum Orthogonal {
  /// Rows that are orthogonalised together, so that large matrices are a matter of matrix products.
  private static let block = 32

  /// Fills [rows, columns]. The recurrent kernels [units, gates x units] are never taller than wide, so
  /// it is always the rows that are orthonormal.
  static func fill(
    _ q: UnsafeMutablePointer<Float>, rows: Int, columns: Int, random: inout RandomStream
  ) {
    for index in 0..<(rows * columns) { q[index] = Float(random.normal()) }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: block * rows) { buffer in
      guard let products = buffer.baseAddress else { return }
      for start in stride(from: 0, to: rows, by: block) {
        let count = min(block, rows - start)
        let target = q + start * columns
        // Once leaves an error that grows with the condition of the matrix; twice is enough
        // (Giraud et al. 2005).
        for _ in 0..<2 {
          remove(q, start, from: target, count, columns: columns, products)
          for row in 0..<count {
            let own = target + row * columns
            remove(target, row, from: own, 1, columns: columns, products)
            normalise(own, columns)
          }
        }
      }
    }
  }

  /// B -= (B A^T) A for the orthonormal rows A [m, columns] and B [n, columns].
  private static func remove(
    _ a: UnsafePointer<Float>, _ m: Int, from b: UnsafeMutablePointer<Float>, _ n: Int,
    columns: Int, _ products: UnsafeMutablePointer<Float>
  ) {
    guard m > 0 else { return }
    BLAS.multiply(
      m: n, n: m, k: columns, b, lda: columns, a, ldb: columns, transposeB: true,
      into: products, ldc: m)
    BLAS.multiply(
      m: n, n: columns, k: m, alpha: -1, products, lda: m, a, ldb: columns,
      beta: 1, into: b, ldc: columns)
  }

  private static func normalise(_ row: UnsafeMutablePointer<Float>, _ count: Int) {
    var sum = 0.0
    for index in 0..<count { sum += Double(row[index]) * Double(row[index]) }
    let scale = Float(1 / sum.squareRoot())
    for index in 0..<count { row[index] *= scale }
  }
}
