import Compute
import Imaging
import Platform
import Recurrent
import Testing

@testable import Classifier

/// Models classify with their batch normalisation folded, whichever weights were published last.
@Suite struct FoldingTests {
  private func model() throws -> Model {
    let spec = try ModelSpec(
      json: """
        {"input": {"width": 8, "height": 8}, "network": {"layers": [
          {"type": "patches", "size": 2}, {"type": "sweep", "units": 6, "norm": "batch"},
          {"type": "batch_norm"}, {"type": "pool"}]}}
        """)
    return try Model(spec: spec, labels: ["a", "b", "c"], seed: 4)
  }

  /// Weights with statistics of their own.
  private func weights(of model: Model, seed: UInt64) throws -> FloatBuffer {
    let values = try FloatBuffer(count: model.network.parameterCount)
    var random = RandomStream(seed: seed, .test)
    for index in 0..<values.count { values.pointer[index] = random.uniform(0.1, 1) }
    return values
  }

  private func expected(_ model: Model, _ pixels: PixelView) throws -> [Float] {
    let input = try FloatBuffer(count: 8 * 8 * 3)
    try model.spec.input.convert(pixels, into: input.pointer)
    var result = [Float](repeating: 0, count: 3)
    let workspace = try model.network.makeWorkspace(capacity: 1, training: true)
    model.network.forward(
      weights: model.weights.pointer, input: input.pointer, count: 1, logits: &result,
      workspace: workspace, mode: .inference)
    Softmax.probabilities(logits: result, count: 1, classes: 3, into: &result)
    return result
  }

  @Test func probabilitiesAreThoseOfTheUnfoldedNetwork() throws {
    let model = try model()
    let bytes = (0..<8 * 8 * 3).map { UInt8(truncatingIfNeeded: $0 * 37) }
    try bytes.withUnsafeBufferPointer { bytes in
      let base = try #require(bytes.baseAddress)
      let pixels = try PixelView(base: base, width: 8, height: 8, format: .rgb)
      for seed in 1...3 {
        try model.publish(
          weights(of: model, seed: UInt64(seed)), summary: .object([:]), temperature: 1, known: nil)
        var found = [Float](repeating: 0, count: 3)
        try model.classify(pixels, into: &found)
        for (a, b) in zip(found, try expected(model, pixels)) { #expect(abs(a - b) < 1e-5) }
      }
    }
  }
}
