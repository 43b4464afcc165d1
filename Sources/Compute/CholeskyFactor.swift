import Glibc

/// The lower triangular L with L Lᵀ = A of a symmetric positive definite matrix, in double precision.
package struct CholeskyFactor: Sendable {
  /// The number of rows.
  package let order: Int
  /// [order, order] by rows; what stands above the diagonal means nothing.
  package let lower: [Double]

  /// - Parameter matrix: [order, order] by rows; only the lower triangle with the diagonal is read.
  /// - Returns: nil for a matrix that is not positive definite in this precision.
  package init?(_ matrix: [Double], order: Int) {
    var lower = matrix
    guard LAPACK.factor(&lower, order: order),
      (0..<order).allSatisfy({ lower[$0 * order + $0] > 0 })  // NaN is not
    else { return nil }
    self.order = order
    self.lower = lower
  }

  /// log |A|.
  package var logDeterminant: Double {
    (0..<order).reduce(0) { $0 + 2 * log(lower[$1 * order + $1]) }
  }

  /// A⁻¹, of which only the lower triangle means something. Nil when a pivot is 0.
  package var inverse: [Double]? {
    var result = lower
    return LAPACK.invertFactored(&result, order: order) ? result : nil
  }

  /// A⁻¹ b.
  package func solve(_ vector: [Double]) -> [Double] {
    var result = vector
    LAPACK.solveTriangle(lower, order: order, transposed: false, &result)
    LAPACK.solveTriangle(lower, order: order, transposed: true, &result)
    return result
  }

  /// L⁻¹, with zeros above the diagonal. Nil when a pivot is 0.
  package var whitening: Whitening? {
    var matrix = lower
    guard LAPACK.invertTriangle(&matrix, order: order) else { return nil }
    for row in 0..<order {
      for column in (row + 1)..<max(order, row + 1) { matrix[row * order + column] = 0 }
    }
    return Whitening(order: order, matrix: matrix)
  }
}
