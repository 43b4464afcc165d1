import Compute
import Testing

@testable import Recurrent

@Suite struct DropoutTests {
  private let key = DropoutKey(seed: 9, step: 4, firstSample: 32)
  private let grid = GridShape(height: 5, width: 2, channels: 3)

  /// Without recurrent dropout one input mask serves all gates; with it each gate has its own masks, of
  /// the input and of the state. All are the same at each step, as in Keras.
  @Test(arguments: [(Float(0), Float(0)), (0.5, 0), (0, 0.5), (0.4, 0.3)])
  func cellsDropAsKerasDoes(dropout: Float, recurrentDropout: Float) throws {
    for (name, cell) in GradientTests.cells {
      var spec = cell
      spec.units = 9
      spec.dropout = dropout
      spec.recurrentDropout = recurrentDropout
      let harness = try Harness([.rows, .recurrent(spec)], input: grid, classes: 4)
      let count = 3
      let input = Harness.normals(count * harness.inputSize, scale: 1, seed: 3)
      let logits = try harness.logits(input, mode: .training(key))
      for sample in 0..<count {
        let expected = expectedLogits(harness, spec, input: input, sample: sample)
        for (index, value) in expected.enumerated() {
          #expect(abs(Double(logits[sample * 4 + index]) - value) < 1e-5, "\(name)")
        }
      }
    }
  }

  private func expectedLogits(
    _ harness: Harness, _ spec: RecurrentSpec, input: [Float], sample: Int
  ) -> [Double] {
    func matrix(_ index: Int) -> [[Double]] {
      let parameter = harness.network.parameters[index]
      let columns = parameter.shape.last ?? 0
      return (0..<(parameter.count / columns)).map { row in
        (0..<columns).map { Double(harness.weights[parameter.offset + row * columns + $0]) }
      }
    }
    let gates = spec.cell == .lstm ? 4 : spec.cell == .gru ? 3 : 1
    func masks(_ rate: Float, _ width: Int, _ purpose: RandomStream.Purpose) -> [[Double]] {
      guard rate > 0 else {
        return Array(repeating: Array(repeating: 1, count: width), count: gates)
      }
      var random = RandomStream(
        seed: key.seed, purpose, key.step << 8 | 2, key.firstSample + UInt64(sample))
      let groups = spec.recurrentDropout > 0 ? gates : 1
      let drawn = (0..<groups).map { _ in
        (0..<width).map { _ in random.uniform() < rate ? 0 : Double(1 / (1 - rate)) }
      }
      return (0..<gates).map { drawn[groups == 1 ? 0 : $0] }
    }
    let reference = CellReference(
      spec: spec, kernel: matrix(0), recurrent: matrix(1), bias: matrix(2).flatMap { $0 },
      inputMasks: masks(spec.dropout, 6, .dropout),
      stateMasks: masks(spec.recurrentDropout, spec.units, .recurrentDropout))
    let x = (0..<5).map { step in (0..<6).map { Double(input[(sample * 5 + step) * 6 + $0]) } }
    let h = reference.run(x)
    let (head, bias) = (matrix(3), matrix(4)[0])
    return bias.indices.map { unit in
      bias[unit] + h.indices.reduce(0) { $0 + h[$1] * head[$1][unit] }
    }
  }

  @Test func masksKeepTheExpectation() {
    let (count, width) = (50, 400)
    var values = [Float](repeating: .nan, count: 2 * count * width)
    _ = DropoutMask(
      into: &values, groups: 2, count: count, width: width, rate: 0.3, key: key,
      purpose: .dropout, place: 6)
    let kept: Float = 1 / (1 - 0.3)
    #expect(values.allSatisfy { $0 == 0 || $0 == kept })
    let share = Double(values.count { $0 == 0 }) / Double(values.count)
    #expect(abs(share - 0.3) < 0.01)
    #expect(Array(values[0..<width]) != Array(values[width..<(2 * width)]))
    #expect(Array(values[0..<width]) != Array(values[(count * width)..<((count + 1) * width)]))
  }

  @Test func masksDependOnTheSampleAndNotOnTheCut() {
    func mask(_ key: DropoutKey, count: Int, place: Int = 3) -> [Float] {
      var values = [Float](repeating: .nan, count: count * 20)
      _ = DropoutMask(
        into: &values, groups: 1, count: count, width: 20, rate: 0.5, key: key,
        purpose: .recurrentDropout, place: place)
      return values
    }
    let whole = mask(DropoutKey(seed: 1, step: 2, firstSample: 0), count: 8)
    let half = mask(DropoutKey(seed: 1, step: 2, firstSample: 4), count: 4)
    #expect(Array(whole[80...]) == half)
    #expect(mask(DropoutKey(seed: 1, step: 3, firstSample: 0), count: 8) != whole)
    #expect(mask(DropoutKey(seed: 0, step: 2, firstSample: 0), count: 8) != whole)
    #expect(mask(DropoutKey(seed: 1, step: 2, firstSample: 0), count: 8, place: 4) != whole)
  }

  /// Each token, or each channel, is kept whole or dropped whole.
  @Test(arguments: [DropoutUnit.token, .channel])
  func unitsAreDroppedWhole(unit: DropoutUnit) throws {
    let grid = GridShape(height: 6, width: 5, channels: 7)
    // The head adds up what the dropout leaves of ones.
    var harness = try Harness(
      [.dropout(rate: 0.4, unit: unit), .flatten], input: grid, classes: 210)
    harness.weights = [Float](repeating: 0, count: harness.weights.count)
    for index in 0..<210 { harness.weights[index * 210 + index] = 1 }
    let ones = [Float](repeating: 1, count: 2 * 210)
    let values = try harness.logits(ones, mode: .training(key))
    let kept: Float = 1 / (1 - 0.4)
    #expect(values.allSatisfy { $0 == 0 || $0 == kept })
    #expect(Array(values[..<210]) != Array(values[210...]), "each sample has a mask of its own")
    var dropped = 0
    let (tokens, channels) = (2 * 30, 7)
    for sample in 0..<2 {
      for token in 0..<30 {
        for channel in 0..<channels {
          let start = sample * 210
          let own = values[start + token * channels + channel]
          let first =
            unit == .token ? values[start + token * channels] : values[start + channel]
          #expect(own == first)
          if own == 0 { dropped += 1 }
        }
      }
    }
    let share = Double(dropped) / Double(tokens * channels)
    #expect(0.1...0.7 ~= share)
  }

  /// Stochastic depth: a sample goes without the branch, or with as much more of it as makes up for that.
  @Test func branchesAreDroppedWholeAndMadeUpFor() throws {
    let grid = GridShape(height: 2, width: 2, channels: 3)
    let branch = LayerSpec.dense(DenseSpec(units: 3))
    var harness = try Harness(
      [.residual(ResidualSpec(layers: [branch], dropPath: 0.4)), .flatten], input: grid, classes: 12
    )
    let head = try #require(harness.network.parameters.first { $0.name == "head.kernel" })
    for index in head.offset..<harness.weights.count { harness.weights[index] = 0 }
    for index in 0..<12 { harness.weights[head.offset + 13 * index] = 1 }
    let count = 400
    let input = Harness.normals(count * 12, scale: 1, seed: 5)
    let whole = try harness.logits(input)
    let found = try harness.logits(input, mode: .training(key))
    var dropped = 0
    for sample in 0..<count {
      let range = 12 * sample..<12 * sample + 12
      if zip(found[range], input[range]).allSatisfy({ abs($0 - $1) < 1e-5 }) {
        dropped += 1
      } else {
        for index in range {
          let expected = input[index] + (whole[index] - input[index]) / 0.6
          #expect(abs(found[index] - expected) < 1e-4)
        }
      }
    }
    // A standard deviation of 10.
    #expect(abs(dropped - 160) < 40)
  }

  private static let chains: [[LayerSpec]] = {
    var gru = RecurrentSpec(cell: .gru, units: 6)
    gru.bidirectional = .concat
    gru.dropout = 0.3
    gru.recurrentDropout = 0.3
    let dense = LayerSpec.dense(DenseSpec(units: 8, activation: .gelu))
    let sweep = LayerSpec.sweep(SweepSpec(units: 8, norm: .layer))
    let dropping = LayerSpec.residual(
      ResidualSpec(layers: [dense, .dropout(rate: 0.2)], dropPath: 0.4))
    return [
      [
        .rows, .dropout(rate: 0.2), .recurrent(gru),
        .recurrent(RecurrentSpec(cell: .lstm, units: 5)), .dropout(rate: 0.4),
      ],
      [
        sweep, .dropout(rate: 0.2, unit: .token), dropping, dropping,
        .dropout(rate: 0.2, unit: .channel),
        .gated(layers: [sweep, .dropout(rate: 0.3)], gate: [dense]), .pool(kind: .max),
      ],
    ]
  }()

  /// A whole network with every kind of dropout gives each sample the same logits and the same share of
  /// the gradients however the batch is cut.
  @Test(arguments: chains)
  func networksDependOnTheSampleAndNotOnTheCut(layers: [LayerSpec]) throws {
    let harness = try Harness(layers, input: grid, classes: 3)
    let size = harness.inputSize
    let input = Harness.normals(8 * size, scale: 1, seed: 21)
    let slopes = Harness.normals(8 * 3, scale: 1, seed: 22)
    func run(_ range: Range<Int>) throws -> Harness.Gradients {
      let key = DropoutKey(seed: 3, step: 1, firstSample: UInt64(range.lowerBound))
      return try harness.gradients(
        Array(input[(range.lowerBound * size)..<(range.upperBound * size)]),
        logitGradients: Array(slopes[(range.lowerBound * 3)..<(range.upperBound * 3)]),
        mode: .training(key))
    }
    let whole = try run(0..<8)
    let (first, second) = (try run(0..<3), try run(3..<8))
    #expect(relativeError(first.logits + second.logits, whole.logits) < 1e-5)
    #expect(relativeError(first.input + second.input, whole.input) < 1e-5)
    let sum = zip(first.weights, second.weights).map { $0 + $1 }
    #expect(relativeError(sum, whole.weights) < 1e-5)
    #expect(try run(0..<8).weights == whole.weights, "the same call gives the same bits")
  }

  @Test func inferenceDropsNothing() throws {
    let plain = try Harness(
      [.rows, .recurrent(RecurrentSpec(cell: .gru, units: 4))], input: grid, classes: 2)
    var spec = RecurrentSpec(cell: .gru, units: 4)
    spec.dropout = 0.5
    spec.recurrentDropout = 0.5
    let dropping = try Harness(
      [.dropout(rate: 0.5), .rows, .recurrent(spec), .dropout(rate: 0.5)], input: grid, classes: 2)
    let input = Harness.normals(2 * plain.inputSize, scale: 1, seed: 4)
    #expect(try dropping.logits(input) == plain.logits(input))
    #expect(try dropping.logits(input, mode: .training(key)) != plain.logits(input))
  }
}
