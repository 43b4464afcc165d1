import Compute

/// How a parameter starts. The rules are Keras's where it has the layer; the numbers are our own.
package enum Initialiser: Equatable, Sendable {
  case zeros
  /// A bias or a scale with one value throughout.
  case constant(Float)
  /// Uniform in +-sqrt(6 / (rows + columns)) (Glorot and Bengio 2010).
  case glorotUniform(rows: Int, columns: Int)
  /// Orthonormal rows, or columns if there are more rows than columns (Saxe et al. 2013).
  case orthogonal(rows: Int, columns: Int)
  /// Normal with this deviation; what lies beyond two of it is drawn again.
  case truncatedNormal(deviation: Float)
  /// An LSTM's bias [4 units] with the forget gate's part at 1 (Jozefowicz et al. 2015).
  case forgetBias(units: Int)
  /// A minGRU's bias [2 units]: the gates' part at a value, that of the candidates at 0.
  case gateBias(units: Int, value: Float)

  var isMatrix: Bool {
    switch self {
    case .zeros, .constant, .forgetBias, .gateBias: false
    case .glorotUniform, .orthogonal, .truncatedNormal: true
    }
  }

  /// Fills `count` floats.
  func fill(
    _ target: UnsafeMutablePointer<Float>, count: Int, random: inout RandomStream
  ) {
    switch self {
    case .zeros:
      target.update(repeating: 0, count: count)
    case .constant(let value):
      target.update(repeating: value, count: count)
    case .forgetBias(let units):
      target.update(repeating: 0, count: count)
      (target + units).update(repeating: 1, count: units)
    case .gateBias(let units, let value):
      target.update(repeating: 0, count: count)
      target.update(repeating: value, count: units)
    case .glorotUniform(let rows, let columns):
      let limit = (6 / Float(rows + columns)).squareRoot()
      for index in 0..<count { target[index] = random.uniform(-limit, limit) }
    case .truncatedNormal(let deviation):
      for index in 0..<count {
        var value = random.normal()
        while abs(value) > 2 { value = random.normal() }
        target[index] = Float(value) * deviation
      }
    case .orthogonal(let rows, let columns):
      Orthogonal.fill(target, rows: rows, columns: columns, random: &random)
    }
  }
}
