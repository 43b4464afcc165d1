import Platform
import Testing

@testable import Classifier
@testable import Recurrent

@Suite struct PresetTests {
  private func network(_ spec: String?) throws -> Network {
    let spec = try ModelSpec(json: spec)
    return try Model.network(spec, ["cat", "dog", "panda"])
  }

  /// Parameters and multiply-adds that docs/model-spec.md gives for three classes.
  @Test(arguments: [
    (Preset.rows, 164_739, 10_486_144), (.fast, 252_387, 21_381_696),
    (.base, 824_355, 81_691_200), (.accurate, 1_554_243, 219_808_512),
  ])
  func costsAreThoseOfTheDocuments(preset: Preset, parameters: Int, multiplyAdds: Int) throws {
    let network = try network(preset.rawValue)
    #expect(network.trainableCount == parameters)
    #expect(network.multiplyAdds == multiplyAdds)
  }

  @Test(arguments: Preset.allCases)
  func everyPresetIsANetworkThatReadsBack(preset: Preset) throws {
    let spec = ModelSpec(preset)
    let model = try Model(spec: spec, labels: ["a", "b"], seed: 1)
    let again = try JSON.decode(
      ModelSpec.self, from: JSON.encode(model.spec), what: "model spec")
    #expect(again == model.spec)
    #expect(try ModelSpec(json: "{\"preset\": \"\(preset.rawValue)\"}") == spec)
    let loaded = try ModelFile.decode(ModelFile.encode(model), name: "model")
    #expect(Array(loaded.weights.floats) == Array(model.weights.floats))
  }

  @Test func theDefaultIsRows() throws {
    #expect(try ModelSpec(json: nil) == ModelSpec(.rows))
    #expect(try ModelSpec(json: "{}") == ModelSpec(.rows))
  }

  @Test func aPresetTakesAnInputOfItsOwn() throws {
    let spec = try ModelSpec(json: #"{"preset": "fast", "input": {"width": 32, "height": 32}}"#)
    #expect(spec.input.width == 32 && spec.network == Preset.fast.network)
  }

  @Test func refusalsNameTheValue() throws {
    let unknown = #expect(throws: ScanlineError.self) { try ModelSpec(json: "best") }
    #expect(unknown?.message.contains("\"best\"") == true)
    #expect(unknown?.message.contains("rows, fast, base, accurate") == true)
    let both = #expect(throws: ScanlineError.self) {
      try ModelSpec(json: #"{"preset": "fast", "network": {"layers": [{"type": "rows"}]}}"#)
    }
    #expect(both?.message.contains("exclude") == true)
    #expect(throws: ScanlineError.self) { try ModelSpec(json: "") }
    #expect(throws: ScanlineError.self) { try ModelSpec(json: #"{"preset": 3}"#) }
  }
}
