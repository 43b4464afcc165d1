import Testing

@testable import Recurrent

/// What classifies computes what training computes, and a sample's logits do not depend on the others.
@Suite struct InferenceNetworkTests {
  /// A GRU whose recurrent kernel is packed in two parts.
  private static func early(units: Int) -> RecurrentSpec {
    var spec = RecurrentSpec(cell: .gru, units: units)
    spec.resetAfter = false
    return spec
  }

  private static func cells(_ units: Int, _ change: (inout RecurrentSpec) -> Void = { _ in })
    -> [FoldingTests.Case]
  {
    var specs = RecurrentSpec.Cell.allCases.map { RecurrentSpec(cell: $0, units: units) }
    specs.append(early(units: units))
    return specs.map { spec in
      var spec = spec
      change(&spec)
      return FoldingTests.Case(
        name: "\(spec.cell) of \(units), \(spec.bidirectional), \(spec.resetAfter)", rest: 0,
        layers: [.rows, .recurrent(spec)])
    }
  }

  static let cases: [FoldingTests.Case] = {
    var sweep = SweepSpec(units: 10)
    sweep.cell = .lstm
    let norm = LayerSpec.batchNorm(BatchNormSpec())
    let both = cells(24) { spec in
      spec.bidirectional = .concat
      spec.returns = .sequence
    }
    // With 40 units the products have whole panels; with 300 the kernel is above a megabyte.
    return FoldingTests.cases + cells(7) + cells(40)
      + both.map { test in
        FoldingTests.Case(
          name: test.name, rest: 0,
          layers: test.layers + [.layerNorm(epsilon: 1e-5), .pool(kind: .mean)])
      } + [
        FoldingTests.Case(
          name: "wide", rest: 0,
          layers: [.rows, .recurrent(RecurrentSpec(cell: .lstm, units: 300))]),
        // Of many pages, which are given back once the folded kernels are packed.
        FoldingTests.Case(
          name: "wide and folded", rest: 1,
          layers: [
            .rows, .dense(DenseSpec(units: 300)), norm, .dense(DenseSpec(units: 900)), norm,
            .recurrent(early(units: 160)),
          ]),
        FoldingTests.Case(
          name: "an lstm's sweep", rest: 0, layers: [.sweep(sweep), .pool(kind: .max)]),
        FoldingTests.Case(
          name: "dense vectors", rest: 0,
          layers: [.flatten, .dense(DenseSpec(units: 150, activation: .relu))]),
      ]
  }()

  @Test(arguments: cases)
  func samplesKeepTheirBitsTogether(of test: FoldingTests.Case) throws {
    var harness = try Harness(test.layers, input: FoldingTests.grid, classes: 3)
    for parameter in harness.network.parameters where parameter.name.hasSuffix("variance") {
      for index in parameter.range { harness.weights[index] = abs(harness.weights[index]) + 0.5 }
    }
    let input = Harness.normals(7 * harness.inputSize, scale: 1, seed: 8)
    let together = try harness.logits(input)
    for sample in 0..<7 {
      let start = sample * harness.inputSize
      let alone = try harness.logits(Array(input[start..<start + harness.inputSize]))
      #expect(
        alone.map(\.bitPattern) == together[3 * sample..<3 * sample + 3].map(\.bitPattern))
    }
    #expect(relativeError(together, try harness.logits(input, mode: .inference)) < 2e-5)
  }
}
