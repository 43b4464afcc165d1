import Compute
import Glibc
import Imaging
import Platform
import Testing

@testable import Classifier

/// The model file's part on answers, and what classifying makes of it.
@Suite struct CalibratedAnswerTests {
  private func model() throws -> Model {
    let spec =
      #"{"input": {"width": 8, "height": 6}, "network": {"layers": [{"type": "columns"}, {"type": "gru", "units": 4}]}}"#
    return try Model(spec: ModelSpec(json: spec), labels: ["a", "b", "c"], seed: 3)
  }

  private static let pixels = (0..<8 * 6 * 3).map { UInt8(truncatingIfNeeded: $0 * 37) }

  private func classify(_ model: Model) throws -> (answer: Answer, row: [Float]) {
    var row = [Float](repeating: 0, count: 3)
    let answer = try Self.pixels.withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      return try model.classify(
        PixelView(base: base, width: 8, height: 6, format: .rgb), into: &row)
    }
    return (answer, row)
  }

  private func known(threshold: Float) throws -> KnownPictures {
    var random = RandomStream(seed: 1, .test)
    let rows = (0..<40).map { _ in (0..<18).map { _ in random.normal() } }
    var known = try KnownPictures(statistics: rows, heldOut: rows, share: 0.5)
    known.threshold = threshold
    return known
  }

  @Test func logitsAreDividedByTheTemperature() throws {
    let model = try model()
    let plain = try classify(model)
    #expect(plain.answer.unknownScore == nil && !plain.answer.isUnknown)
    #expect(plain.answer.probability == plain.row.max())
    #expect(plain.row[plain.answer.label] == plain.row.max())
    model.setCalibration(temperature: 2.5, known: nil)
    let cooled = try classify(model)
    let powers = plain.row.map { pow(Double($0), 1 / 2.5) }
    for (value, power) in zip(cooled.row, powers) {
      let expected = power / powers.reduce(0, +)
      #expect(abs(Double(value) - expected) < 1e-6)
    }
    #expect(cooled.answer.label == plain.answer.label)
  }

  @Test func theThresholdDecidesWhatIsUnknown() throws {
    let model = try model()
    model.setCalibration(temperature: 1, known: try known(threshold: 1))
    let score = try #require(try classify(model).answer.unknownScore)
    #expect(score > 1)
    #expect(try classify(model).answer.isUnknown)
    model.setCalibration(temperature: 1, known: try known(threshold: score))
    #expect(try !classify(model).answer.isUnknown)
    #expect(try classify(model).row.reduce(0, +) > 0.999)
  }

  @Test func travelsInTheFile() throws {
    let model = try model()
    model.setCalibration(temperature: 1.25, known: try known(threshold: 3))
    let copy = try ModelFile.decode(ModelFile.encode(model), name: "m")
    #expect(copy.inference == model.inference && copy.inference.temperature == 1.25)
    #expect(try classify(copy).answer == classify(model).answer)
    #expect(try classify(model.copy()).answer == classify(model).answer)
    // Other labels have to be calibrated anew.
    #expect(try model.adapted(to: ["a", "b"]).inference == InferenceSettings())
  }

  @Test(arguments: [
    #"{"temperature":0}"#, #"{"temperature":101}"#, #"{"temperature":"hot"}"#,
    #"{"known":{"share":0.5,"threshold":1,"mean":[0],"whitening":[1]}}"#,
    #"{"known":{"share":0.5,"threshold":1,"mean":[0]}}"#,
  ])
  func badSettingsInAFileAreRefused(text: String) throws {
    let model = try model()
    var metadata = try SafeTensors(reading: ModelFile.encode(model), name: "x").metadata
    metadata["scanline.inference"] = text
    let weights = model.weights
    let bytes = try SafeTensors.write(
      ModelFile.entries(of: model.network, weights), metadata: metadata)
    withExtendedLifetime(weights) {}
    do {
      _ = try ModelFile.decode(bytes, name: "m")
      Issue.record("\(text) was accepted")
    } catch let error as ScanlineError {
      #expect(error.kind == .corruptModel && error.message.hasPrefix("m: "), "\(error)")
    }
  }
}
