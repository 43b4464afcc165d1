/// The order of a block's coefficients in a file (T.81, figure 5).
enum Zigzag {
  /// How many half waves each has.
  static let order: [(column: Int, row: Int)] = (0..<15).flatMap { sum in
    (max(0, sum - 7)...min(sum, 7)).map { first in
      sum % 2 == 0 ? (column: first, row: sum - first) : (column: sum - first, row: first)
    }
  }

  /// Indices of up to two half waves in both directions together.
  static let low = order.indices.filter { 1...2 ~= order[$0].column + order[$0].row }
  /// Indices of one half wave, and of two, in one direction alone.
  static let once = order.indices.filter { order[$0].column + order[$0].row == 1 }
  static let twice = order.indices.filter {
    order[$0].column + order[$0].row == 2 && order[$0].column != order[$0].row
  }
  /// From four half waves on in each direction.
  static let high = order.indices.filter { min(order[$0].column, order[$0].row) >= 4 }
}
