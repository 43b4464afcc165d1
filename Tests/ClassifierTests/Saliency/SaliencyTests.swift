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
    try model.publish(weights, summary: .object([:]), temperature: 1, known: nil)
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

  /// A linear classifier whose labels look at a pixel each, and one at another against it.
  private func model(
    channels: Int, labels: [String],
    _ weights: [(pixel: Int, channel: Int, label: Int, value: Float)]
  ) throws -> Model {
    let spec =
      #"{"input": {"width": 8, "height": 8, "channels": \#(channels)}, "network": {"layers": [{"type": "patches", "size": 1}, {"type": "flatten"}]}}"#
    let model = try Model(spec: ModelSpec(json: spec), labels: labels, seed: 0)
    let values = try FloatBuffer(count: model.network.parameterCount)
    for index in 0..<values.count { values.pointer[index] = 0 }
    for (pixel, channel, label, value) in weights {
      values.pointer[(pixel * channels + channel) * labels.count + label] = value
    }
    try model.publish(values, summary: .object([:]), temperature: 1, known: nil)
    return model
  }

  @Test func gradientsAreThoseOfTheLabelAskedFor() throws {
    let model = try model(
      channels: 1, labels: ["a", "b", "c"], [(20, 0, 1, 0.1), (30, 0, 2, 0.1), (31, 0, 2, 0.1)])
    let found = try map(model, .gradient, label: 2).values
    // d log p_c is w_c (1 - p_c), and of the other label's pixel -w_b p_b: half of it.
    #expect(found[30] == 1 && found[31] == 1 && abs(found[20] - 0.5) < 0.15)
  }

  @Test func whatSpeaksAgainstTheLabelIsNotMarkedByOcclusion() throws {
    let model = try model(channels: 1, labels: ["a", "b"], [(10, 0, 0, 2), (40, 0, 0, -1)])
    let found = try map(model, .occlusion, label: 0).values
    #expect(found[10] == 1 && found[40] == 0)
  }

  @Test func theStrongestChannelCounts() throws {
    let model = try model(channels: 3, labels: ["a", "b"], [(10, 2, 0, 2), (11, 0, 0, 1)])
    let found = try map(model, .gradient).values
    #expect(found[10] == 1 && found[11] > 0)
    #expect(found.indices.allSatisfy { (found[$0] > 0) == ($0 == 10 || $0 == 11) })
  }

  /// A unit that is silent at the picture itself and speaks at its noisy copies: what SmoothGrad averages.
  @Test func gradientsAreTakenOfNoisyCopies() throws {
    let spec = """
      {"input": {"width": 4, "height": 4, "channels": 1, "mean": [0], "deviation": [1]}, "network": {
        "layers": [{"type": "dense", "units": 1, "activation": "relu"}, {"type": "flatten"}]}}
      """
    let model = try Model(spec: ModelSpec(json: spec), labels: ["a", "b"], seed: 0)
    let values = try FloatBuffer(count: model.network.parameterCount)
    for index in 0..<values.count { values.pointer[index] = 0 }
    // relu(x - 0.55), of which the label takes the sixth pixel: 127 / 255.
    (values.pointer[0], values.pointer[1]) = (1, -0.55)
    values.pointer[2 + 2 * 5] = 1
    try model.publish(values, summary: .object([:]), temperature: 1, known: nil)
    let pixels = (0..<16).map { UInt8($0 == 5 ? 127 : $0 < 8 ? 0 : 255) }
    let found = try pixels.withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      return try model.saliency(
        of: PixelView(base: base, width: 4, height: 4, format: .gray), label: 0, by: .gradient)
    }
    #expect(found.values[5] == 1)
  }

  /// Of a model that averages with mirror images, too: there the other label is the likelier one.
  @Test func withoutALabelTheAnswerIsExplained() throws {
    let model = try model(channels: 1, labels: ["a", "b"], [(10, 0, 0, 2), (13, 0, 1, 3)])
    let pixels = (0..<64).map { UInt8($0 == 13 ? 100 : 220) }
    for (isAveraging, expected) in [(false, 0), (true, 1)] {
      model.setFlipAverage(isAveraging)
      let (answer, explained) = try pixels.withUnsafeBufferPointer { buffer in
        let base = try #require(buffer.baseAddress)
        let view = try PixelView(base: base, width: 8, height: 8, format: .gray)
        var probabilities: [Float] = [0, 0]
        let answer = try model.classify(view, into: &probabilities).label
        return (answer, try model.saliency(of: view, by: .gradient).label)
      }
      #expect(answer == expected && explained == expected)
    }
  }

  @Test func theLargestHundredthIsOne() {
    let raw = (0..<400).map { Float($0) - 100 }
    let input = [Float](repeating: 0, count: 400)
    let map = SaliencyMap(
      raw, label: 0, input: input, InputSpec(width: 20, height: 20, channels: 1))
    // 399 / 100 are at the top.
    #expect(map.values.count { $0 == 1 } == 4 + 1)
    #expect(map.values[..<101].allSatisfy { $0 == 0 })
    #expect(abs(map.values[200] - 100 / 295) < 1e-6)
  }

  @Test func theSamePictureGivesTheSameMap() throws {
    let model = try model()
    #expect(try map(model, .gradient).values == map(model, .gradient).values)
  }
}
