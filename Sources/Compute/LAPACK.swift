import COpenBLAS

/// The calls to OpenBLAS in double precision, for small dense matrices: what a Gaussian process needs.
///
/// Matrices are [order, order] by rows, of which the lower triangle with the diagonal is read and
/// written. LAPACK reads by columns, and so finds our lower triangle above its diagonal ("U").
enum LAPACK {
  /// Replaces A by L with L Lᵀ = A.
  /// - Returns: false when A is not positive definite in this precision.
  static func factor(_ matrix: inout [Double], order: Int) -> Bool {
    call(&matrix, order) { dpotrf_("U", $0, $1, $0, $2) }
  }

  /// Replaces L by A⁻¹, where L Lᵀ = A.
  /// - Returns: false when a pivot is 0.
  static func invertFactored(_ matrix: inout [Double], order: Int) -> Bool {
    call(&matrix, order) { dpotri_("U", $0, $1, $0, $2) }
  }

  /// Replaces L by L⁻¹.
  /// - Returns: false when a pivot is 0.
  static func invertTriangle(_ matrix: inout [Double], order: Int) -> Bool {
    call(&matrix, order) { dtrtri_("U", "N", $0, $1, $0, $2) }
  }

  /// Replaces b by L⁻¹ b, or L⁻ᵀ b when transposed.
  static func solveTriangle(
    _ matrix: [Double], order: Int, transposed: Bool, _ vector: inout [Double]
  ) {
    let size = Int32(truncatingIfNeeded: order)
    cblas_dtrsv(
      CblasRowMajor, CblasLower, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit, size, matrix,
      size, &vector, 1)
  }

  /// C [m, n] = A [m, k] B [k, n], all by rows.
  static func multiply(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    into c: UnsafeMutablePointer<Double>
  ) {
    let (rows, columns, depth) = (
      Int32(truncatingIfNeeded: m), Int32(truncatingIfNeeded: n), Int32(truncatingIfNeeded: k)
    )
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, columns, depth, 1, a, depth, b, columns, 0,
      c, columns)
  }

  /// y [m] = A x, where A is [m, n] (or [n, m] when transposed) by rows.
  static func multiply(
    rows: Int, columns: Int, _ a: UnsafePointer<Double>, transposed: Bool,
    _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>
  ) {
    cblas_dgemv(
      CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, Int32(truncatingIfNeeded: rows),
      Int32(truncatingIfNeeded: columns), 1, a, Int32(truncatingIfNeeded: columns), x, 1, 0, y, 1)
  }

  private static func call(
    _ matrix: inout [Double], _ order: Int,
    _ routine: (
      UnsafePointer<Int32>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Int32>
    ) -> Void
  ) -> Bool {
    guard let size = Int32(exactly: order), order > 0, matrix.count == order * order else {
      return false
    }
    var info: Int32 = 0
    withUnsafePointer(to: size) { size in
      matrix.withUnsafeMutableBufferPointer { matrix in
        if let base = matrix.baseAddress { routine(size, base, &info) }
      }
    }
    return info == 0
  }
}
