import Compute
import Imaging
import Platform
import Testing

@testable import Classifier

@Suite struct SaliencyTests {
  /// A linear classifier of 8 x 8 gray pixels that looks at two of them only: those of the second row, the third
  /// and fourth column.
  private func model() throws -> Model {
    let spec =
      #"{"input": {"width": 8, "height": 8, "channels": 1}, "network": {"layers": [{"type": "patches", "size": 1}, {"type": "flatten"}]}}"#
    let model = try Model(spec: ModelSpec(json: spec), labels: ["a", "b"], seed: 0)
    let weights = try FloatBuffer(count: model.network.parameterCount)
    for index in 0..<weights.count { weights.pointer[index] = 0 }
    for (pixel, weight) in [(10, Float(2)), (11, 1)] {
      weights.pointer[2 * pixel] = weight
      weights.pointer[2 * pixel + 1] = -weight
    }
    try model.publish(weights, summary: .object([:]))
    return model
  }

  private func map(_ model: Model, _ method: Saliency, label: Int? = nil) throws -> SaliencyMap {
    let pixels = [UInt8](repeating: 220, count: 64)
    return try pixels.withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      return try model.saliency(
        of: PixelView(base: base, width: 8, height: 8, format: .gray), label: label, by: method)
    }
  }

  @Test(arguments: Saliency.allCases)
  func onlyWhatTheModelLooksAtIsMarked(method: Saliency) throws {
    let found = try map(model(), method)
    #expect(found.label == 0 && found.values.count == 64)
    for (index, value) in found.values.enumerated() {
      #expect((index == 10 || index == 11) == (value > 0), "pixel \(index): \(value)")
    }
    #expect(found.values[10] >= found.values[11] && found.values[10] == 1)
    let drawn = try found.overlay()
    #expect(drawn.pointer[3 * 10] == 255 && drawn.pointer[3 * 10 + 2] == 0)
    #expect(drawn.pointer[0] == drawn.pointer[1] && drawn.pointer[0] > 100)
    withExtendedLifetime(drawn) {}
  }

  @Test func coveringSpeaksAgainstTheOtherLabelNowhere() throws {
    // What makes the first label likelier makes the second one less likely.
    #expect(try map(model(), .occlusion, label: 1).values.allSatisfy { $0 == 0 })
    #expect(try map(model(), .gradient, label: 1).values[10] == 1)
    #expect(throws: ScanlineError.self) { try map(model(), .gradient, label: 2) }
  }

  @Test func theSamePictureGivesTheSameMap() throws {
    let model = try model()
    #expect(try map(model, .gradient).values == map(model, .gradient).values)
  }
}
