/// L⁻¹ of a Cholesky factor, kept to be applied to many vectors: |L⁻¹ b|² = bᵀ A⁻¹ b.
package struct Whitening: Sendable {
  package let order: Int
  let matrix: [Double]

  /// L⁻¹ b. Both have `order` numbers.
  package func apply(_ vector: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>) {
    LAPACK.multiply(
      rows: order, columns: order, matrix, transposed: false, vector, into: result)
  }

  /// L⁻ᵀ b. Both have `order` numbers.
  package func applyTransposed(
    _ vector: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>
  ) {
    LAPACK.multiply(rows: order, columns: order, matrix, transposed: true, vector, into: result)
  }

  /// L⁻¹ B for `count` vectors at once: B and the result are [order, count] by rows.
  package func apply(
    count: Int, _ vectors: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>
  ) {
    LAPACK.multiply(m: order, n: count, k: order, matrix, vectors, into: result)
  }
}
