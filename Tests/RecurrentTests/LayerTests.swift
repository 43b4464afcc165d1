import Testing

@testable import Recurrent

@Suite struct LayerTests {
  /// What a step is made of, seen through a dense layer that copies its input.
  @Test func rowsAndColumnsTakeTheGridApart() throws {
    // One sample [2, 3, 1]; a SimpleRNN's last step sees the last row or column most.
    let input: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    let rows = RowsLayer(input: GridShape(height: 2, width: 3, channels: 1))
    let columns = ColumnsLayer(input: GridShape(height: 2, width: 3, channels: 1))
    #expect(rows.output == .sequence(steps: 2, features: 3))
    #expect(columns.output == .sequence(steps: 3, features: 2))
    #expect(forward(rows, input) == [1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12])
    #expect(forward(columns, input) == [1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12])
  }

  @Test func channelsStayTogether() {
    let columns = ColumnsLayer(input: GridShape(height: 2, width: 2, channels: 2))
    let input: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]
    #expect(forward(columns, input, count: 1) == [1, 2, 5, 6, 3, 4, 7, 8])
  }

  /// One vector alone has no variance: the running statistics serve it in training, too.
  @Test func oneSampleIsNormalisedByTheRunningStatistics() throws {
    let grid = GridShape(height: 2, width: 2, channels: 5)
    var harness = try Harness(
      [.pool(kind: .mean), .batchNorm(BatchNormSpec())], input: grid, classes: 3)
    let variance = try #require(
      harness.network.parameters.first { $0.name == "layers.1.running_variance" })
    for index in variance.range { harness.weights[index] = 2 }
    let input = Harness.normals(20, scale: 1, seed: 3)
    let key = DropoutKey(seed: 0, step: 0, firstSample: 0)
    let found = try harness.logits(input, mode: .training(key))
    #expect(try found == harness.logits(input, mode: .inference) && found.allSatisfy(\.isFinite))
    let two = try harness.logits(input + input.map { -$0 }, mode: .training(key))
    #expect(Array(two[..<3]) != found)
  }

  /// What was as good as constant in training is not divided by nearly nothing, and still noted as it is.
  @Test func inferenceDividesByNoVarianceFarBelowTheOthers() throws {
    var harness = try Harness(
      [.pool(kind: .mean), .batchNorm(BatchNormSpec())],
      input: GridShape(height: 2, width: 2, channels: 5), classes: 3)
    func range(_ name: String) throws -> Range<Int> {
      try #require(harness.network.parameters.first { $0.name == "layers.1.\(name)" }).range
    }
    let (variance, scale) = (try range("running_variance"), try range("scale"))
    // The median is 3.
    for (index, value) in zip(variance, [9, 5e4, 3, 3, 2] as [Float]) {
      harness.weights[index] = value
    }
    let input = Harness.normals(20, scale: 1, seed: 3)
    var expected = harness
    expected.weights[scale.lowerBound] *= ((9 + 1e-5) / (3e-3 + 1e-5) as Float).squareRoot()
    harness.weights[variance.lowerBound] = 0
    #expect(
      try relativeError(
        harness.logits(input, mode: .inference), expected.logits(input, mode: .inference)) < 1e-5)
    #expect(try relativeError(harness.logits(input), expected.logits(input)) < 1e-5)
    let key = DropoutKey(seed: 0, step: 0, firstSample: 0)
    let noted = try harness.gradients(input, logitGradients: [1, 0, -1], mode: .training(key))
    #expect(noted.weights[variance.lowerBound] == 0)
  }

  private func forward(_ layer: some Layer, _ input: [Float], count: Int = 2) -> [Float] {
    var output = [Float](repeating: .nan, count: input.count)
    var nothing: [Float] = [0]
    nothing.withUnsafeMutableBufferPointer { nothing in
      output.withUnsafeMutableBufferPointer { output in
        input.withUnsafeBufferPointer { input in
          guard let none = nothing.baseAddress, let target = output.baseAddress,
            let source = input.baseAddress
          else { return }
          layer.forward(
            LayerPass(
              index: 0, count: count, weights: none, packed: nil, input: source, output: target,
              memory: none,
              scratch: none, dropout: nil, keepsMemory: true))
        }
      }
    }
    return output
  }

  /// One workspace, used again for fewer samples and for other modes, gives what a new one gives.
  @Test func workspacesKeepNothing() throws {
    var spec = RecurrentSpec(cell: .lstm, units: 4)
    spec.bidirectional = .average
    spec.dropout = 0.5
    let harness = try Harness(
      [.columns, .recurrent(spec)], input: GridShape(height: 3, width: 4, channels: 1), classes: 2)
    let network = harness.network
    let workspace = try network.makeWorkspace(capacity: 5, training: true)
    let input = Harness.normals(5 * 12, scale: 1, seed: 1)
    func run(_ count: Int, _ mode: Mode) -> [Float] {
      var logits = [Float](repeating: .nan, count: count * 2)
      network.forward(
        weights: harness.weights, input: input, count: count, logits: &logits,
        workspace: workspace, mode: mode)
      return logits
    }
    let key = DropoutKey(seed: 1, step: 1, firstSample: 0)
    _ = run(5, .training(key))
    #expect(run(2, .inference) == (try harness.logits(Array(input[0..<24]), mode: .inference)))
    let trained = run(5, .training(key))
    #expect(trained == (try harness.logits(input, mode: .training(key))))
  }
}
