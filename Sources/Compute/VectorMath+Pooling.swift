extension VectorMath {
  /// y[j] += scale * the sum of x[r, j] over `rows` rows of `width` that are `stride` apart.
  package static func addRows(
    _ x: UnsafePointer<Float>, stride: Int, rows: Int, scale: Float, width: Int,
    to y: UnsafeMutablePointer<Float>
  ) {
    Lanes.sweep(width) { j, n in
      var sum = Lanes()
      for row in 0..<rows { sum += Lanes(x + row * stride + j, n) }
      (Lanes(y + j, n) + sum * scale).store(y + j, n)
    }
  }
}
