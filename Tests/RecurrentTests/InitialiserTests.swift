import Testing

@testable import Recurrent

/// Keras's rules for the start of every kind of parameter.
@Suite struct InitialiserTests {
  private func start(_ layers: [LayerSpec], seed: UInt64) throws -> [String: [Float]] {
    let network = try Network(
      spec: NetworkSpec(layers: layers), input: GridShape(height: 4, width: 20, channels: 3),
      classCount: 7)
    var weights = [Float](repeating: .nan, count: network.parameterCount)
    try network.initialise(&weights, seed: seed)
    return Dictionary(
      uniqueKeysWithValues: network.parameters.map {
        ($0.name, Array(weights[$0.offset..<($0.offset + $0.count)]))
      })
  }

  private func recurrent(_ cell: RecurrentSpec.Cell, _ units: Int) -> LayerSpec {
    .recurrent(RecurrentSpec(cell: cell, units: units))
  }

  @Test func kernelsAreGlorotUniform() throws {
    let kernel = try #require(try start([.rows, recurrent(.lstm, 50)], seed: 0)["layers.1.kernel"])
    let limit = (6 / Float(60 + 200)).squareRoot()
    #expect(kernel.count == 60 * 200)
    #expect(kernel.allSatisfy { abs($0) <= limit })
    #expect((kernel.max() ?? 0) > 0.99 * limit && (kernel.min() ?? 0) < -0.99 * limit)
    let mean = kernel.reduce(0, +) / Float(kernel.count)
    let variance = kernel.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(kernel.count)
    #expect(abs(mean) < 0.02 * limit)
    #expect(abs(variance / (limit * limit / 3) - 1) < 0.03)
  }

  /// 70 rows: more than two of the blocks that are orthogonalised together.
  @Test(arguments: [
    (RecurrentSpec.Cell.simpleRNN, 70, 1), (.gru, 33, 3), (.lstm, 70, 4), (.lstm, 1, 4),
  ])
  func recurrentKernelsHaveOrthonormalRows(
    cell: RecurrentSpec.Cell, units: Int, gates: Int
  ) throws {
    let columns = units * gates
    let kernel = try #require(
      try start([.rows, recurrent(cell, units)], seed: 5)["layers.1.recurrent_kernel"])
    #expect(kernel.count == units * columns)
    for i in 0..<units {
      for j in 0...i {
        let product = (0..<columns).reduce(0.0) {
          $0 + Double(kernel[i * columns + $1]) * Double(kernel[j * columns + $1])
        }
        #expect(abs(product - (i == j ? 1 : 0)) < 2e-6)
      }
    }
  }

  /// An orthogonal matrix drawn without bias has mean 0 and a mean square of 1 / columns.
  @Test func recurrentKernelsHaveNoPreferredDirection() throws {
    let kernel = try #require(
      try start([.rows, recurrent(.simpleRNN, 64)], seed: 6)["layers.1.recurrent_kernel"])
    let trace = (0..<64).reduce(Float(0)) { $0 + kernel[$1 * 65] }
    #expect(abs(kernel.reduce(0, +)) < 40 && abs(trace) < 5)
  }

  @Test func biasesAreZeroButTheForgetGates() throws {
    let both = try start([.rows, recurrent(.lstm, 5)], seed: 1)
    #expect(
      both["layers.1.bias"] == (0..<20).map { (5..<10).contains($0) ? 1 : 0 })
    var spec = RecurrentSpec(cell: .lstm, units: 5)
    spec.unitForgetBias = false
    let plain = try start([.rows, .recurrent(spec)], seed: 1)
    #expect(plain["layers.1.bias"] == [Float](repeating: 0, count: 20))
    let gru = try start([.rows, recurrent(.gru, 5)], seed: 1)
    #expect(gru["layers.1.bias"] == [Float](repeating: 0, count: 30))
    #expect(gru["head.bias"] == [Float](repeating: 0, count: 7))
  }

  @Test func theSeedNamesTheWeights() throws {
    let layers: [LayerSpec] = [.rows, recurrent(.gru, 8), recurrent(.gru, 8)]
    #expect(try start(layers, seed: 3) == start(layers, seed: 3))
    let (a, b) = (try start(layers, seed: 0), try start(layers, seed: 1))
    #expect(a["layers.1.kernel"] != b["layers.1.kernel"])
    #expect(a["layers.1.recurrent_kernel"] != a["layers.2.recurrent_kernel"])
  }
}
