import Compute

/// How a parameter starts. The rules are Keras's; the numbers are our own.
package enum Initialiser: Equatable, Sendable {
  case zeros
  /// Uniform in +-sqrt(6 / (rows + columns)) (Glorot and Bengio 2010).
  case glorotUniform(rows: Int, columns: Int)
  /// Orthonormal rows, or columns if there are more rows than columns (Saxe et al. 2013).
  case orthogonal(rows: Int, columns: Int)
  /// An LSTM's bias [4 units] with the forget gate's part at 1 (Jozefowicz et al. 2015).
  case forgetBias(units: Int)

  var isMatrix: Bool {
    switch self {
    case .zeros, .forgetBias: false
    case .glorotUniform, .orthogonal: true
    }
  }

  /// Fills `count` floats.
  func fill(
    _ target: UnsafeMutablePointer<Float>, count: Int, random: inout RandomStream
  ) {
    switch self {
    case .zeros:
      target.update(repeating: 0, count: count)
    case .forgetBias(let units):
      target.update(repeating: 0, count: count)
      (target + units).update(repeating: 1, count: units)
    case .glorotUniform(let rows, let columns):
      let limit = (6 / Float(rows + columns)).squareRoot()
      for index in 0..<count { target[index] = random.uniform(-limit, limit) }
    case .orthogonal(let rows, let columns):
      Orthogonal.fill(target, rows: rows, columns: columns, random: &random)
    }
  }
}
