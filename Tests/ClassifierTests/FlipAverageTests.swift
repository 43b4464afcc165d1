import Classifier
import Compute
import Glibc
import Imaging
import Platform
import Testing

@Suite struct FlipAverageTests {
  private func model() throws -> Model {
    let spec =
      #"{"input": {"width": 8, "height": 6}, "network": {"layers": [{"type": "columns"}, {"type": "gru", "units": 4}]}}"#
    return try Model(spec: ModelSpec(json: spec), labels: ["a", "b", "c"], seed: 3)
  }

  private static let pixels: [UInt8] = {
    var random = RandomStream(seed: 1, .test)
    var bytes: [UInt8] = []
    for _ in 0..<8 * 6 * 3 { bytes.append(UInt8(truncatingIfNeeded: random.next32())) }
    return bytes
  }()
  private static let mirrored: [UInt8] = {
    var bytes: [UInt8] = []
    for y in 0..<6 {
      for x in 0..<8 {
        let start = (y * 8 + 7 - x) * 3
        bytes += pixels[start..<start + 3]
      }
    }
    return bytes
  }()

  private func classify(_ model: Model, _ pixels: [UInt8]) throws -> [Float] {
    var result = [Float](repeating: 0, count: 3)
    try pixels.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      try model.classify(PixelView(base: base, width: 8, height: 6, format: .rgb), into: &result)
    }
    return result
  }

  @Test func logitsAreTheMeanOfBothWays() throws {
    let model = try model()
    let plain = try classify(model, Self.pixels)
    let mirror = try classify(model, Self.mirrored)
    #expect(plain != mirror)
    model.setFlipAverage(true)
    let both = try classify(model, Self.pixels)
    // The mean of logits is the geometric mean of probabilities, normalised.
    var roots: [Double] = []
    for (one, other) in zip(plain, mirror) {
      roots.append((Double(one) * Double(other)).squareRoot())
    }
    let total = roots.reduce(0, +)
    for (value, root) in zip(both, roots) {
      let expected = root / total
      #expect(abs(Double(value) - expected) < 1e-6)
    }
    let mirroredBoth = try classify(model, Self.mirrored)
    #expect(zip(both, mirroredBoth).allSatisfy { abs($0 - $1) < 1e-6 })
    model.setFlipAverage(false)
    #expect(try classify(model, Self.pixels) == plain)
  }

  @Test func travelsInTheFileWhenItIsOn() throws {
    let model = try model()
    let plain = try SafeTensors(reading: ModelFile.encode(model), name: "m").metadata
    #expect(plain["scanline.inference"] == nil)
    model.setFlipAverage(true)
    let copy = try ModelFile.decode(ModelFile.encode(model), name: "m")
    #expect(copy.inference.flipAverage)
    #expect(try classify(copy, Self.pixels) == classify(model, Self.pixels))
  }

  @Test func inputsAreMirroredInPlace() throws {
    let spec = InputSpec(width: 3, height: 2, channels: 1)
    var values: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    spec.mirror(&values, count: 2)
    #expect(values == [3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10])
  }
}
