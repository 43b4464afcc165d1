import Compute
import Testing

@testable import Recurrent

/// A folded network gives the logits of the one that it was made of.
@Suite struct FoldingTests {
  static let grid = GridShape(height: 4, width: 8, channels: 3)

  struct Case: CustomTestStringConvertible {
    let name: String
    /// Normalisations that nothing takes up.
    let rest: Int
    let layers: [LayerSpec]
    var testDescription: String { name }
  }

  static let cases: [Case] = {
    let norm = LayerSpec.batchNorm(BatchNormSpec())
    let tokens = LayerSpec.patches(PatchesSpec(size: 2))
    let sweep = LayerSpec.sweep(SweepSpec(units: 10, norm: .batch))
    let dense = LayerSpec.dense(DenseSpec(units: 6, activation: .gelu))
    let mean = LayerSpec.pool(kind: .mean)
    return [
      Case(name: "sweeps", rest: 0, layers: [tokens, sweep, .merge(size: 2), sweep, norm, mean]),
      Case(
        name: "before patches, merge, dropout and dense", rest: 0,
        layers: [norm, tokens, norm, .dropout(rate: 0.5), .merge(size: 2), norm, dense, mean, norm]
      ),
      Case(
        name: "before what is padded", rest: 2,
        layers: [
          norm, .patches(PatchesSpec(size: 3, stride: 1, padding: 1)), dense, norm, .local(size: 3),
          mean,
        ]),
      Case(name: "before a maximum", rest: 1, layers: [tokens, norm, .pool(kind: .max)]),
      Case(name: "before a gru", rest: 1, layers: [.rows, norm, gru, norm]),
      Case(
        name: "in branches", rest: 2,
        layers: [
          tokens, dense, norm,
          .residual(
            ResidualSpec(layers: [norm, dense, norm], dropPath: 0.2, layerScale: 0.5)),
          norm, .gated(layers: [norm, dense], gate: [dense, .dropout(rate: 0.1)]), .flatten,
        ]),
      Case(
        name: "a branch of which nothing is left", rest: 0,
        layers: [tokens, .residual(ResidualSpec(layers: [.dropout(rate: 0.5)])), norm, mean]),
    ]
  }()

  private static let gru = LayerSpec.recurrent(RecurrentSpec(cell: .gru, units: 4))

  @Test(arguments: cases)
  func logitsStay(of test: Case) throws {
    var harness = try Harness(test.layers, input: Self.grid, classes: 3)
    for parameter in harness.network.parameters where parameter.name.hasSuffix("variance") {
      for index in parameter.range { harness.weights[index] = abs(harness.weights[index]) + 0.5 }
      harness.weights[parameter.range.lowerBound] = 1e-9
    }
    let weights = try FloatBuffer(count: harness.weights.count)
    weights.pointer.update(from: harness.weights, count: weights.count)
    let (network, folded) = try harness.network.folded(weights)
    let input = Harness.normals(3 * harness.inputSize, scale: 1, seed: 8)
    let expected = try harness.logits(input, mode: .inference)
    let result = try Harness(network: network, weights: Array(folded.floats)).logits(input)
    #expect(relativeError(result, expected) < 1e-5)
    let names = network.parameters.map(\.name)
    #expect(names.count { $0.hasSuffix("running_mean") } == test.rest)
    #expect(network.multiplyAdds == harness.network.multiplyAdds)
  }

  @Test func whatHasNothingToFoldIsLeftAlone() throws {
    let harness = try Harness([.rows, Self.gru], input: Self.grid, classes: 2)
    let weights = try FloatBuffer(count: harness.weights.count)
    let (network, same) = try harness.network.folded(weights)
    #expect(network === harness.network && same === weights)
  }
}
