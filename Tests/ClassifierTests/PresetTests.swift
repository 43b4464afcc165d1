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
    (Preset.rows, 164_739, 10_486_144), (.fast, 250_147, 26_837_376),
    (.base, 559_539, 59_130_432), (.accurate, 2_224_995, 231_507_072),
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

  @Test func theDefaultIsBase() throws {
    #expect(try ModelSpec(json: nil) == ModelSpec(.base))
    #expect(try ModelSpec(json: "{}") == ModelSpec(.base))
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
