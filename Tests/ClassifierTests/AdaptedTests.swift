import Classifier
import Compute
import Platform
import Testing

/// Models taken over for other labels.
@Suite struct AdaptedTests {
  private static let sweeps = """
    {"input": {"width": 8, "height": 8}, "network": {"layers": [
      {"type": "patches", "size": 2}, {"type": "sweep", "units": 6, "norm": "batch"},
      {"type": "pool"}]}}
    """

  private func model(_ spec: String = sweeps, labels: [String] = ["cat", "dog"]) throws -> Model {
    let model = try Model(spec: ModelSpec(json: spec), labels: labels, seed: 1)
    let weights = try FloatBuffer(count: model.network.parameterCount)
    for index in 0..<weights.count { weights.pointer[index] = Float(index) + 0.5 }
    try model.publish(
      weights, summary: .object(["epochs": .integer(3)]), temperature: 1, known: nil)
    return model
  }

  private func values(_ model: Model, _ name: String) throws -> [Float] {
    let parameter = try #require(model.network.parameters.first { $0.name == name })
    return Array(model.weights.floats[parameter.range])
  }

  /// The head's part of a label: its column of the kernel, and its bias.
  private func head(_ model: Model, _ label: String) throws -> [Float] {
    let place = try #require(model.labels.firstIndex(of: label))
    let kernel = try values(model, "head.kernel")
    let count = model.labels.count
    return stride(from: place, to: kernel.count, by: count).map { kernel[$0] }
      + [try values(model, "head.bias")[place]]
  }

  @Test func bodyAndKnownLabelsAreKept() throws {
    let old = try model()
    old.setFlipAverage(true)
    let new = try old.adapted(to: ["ant", "dog", "cat"])
    for parameter in old.network.parameters where !parameter.isOfHead {
      #expect(try values(new, parameter.name) == values(old, parameter.name), "\(parameter.name)")
    }
    for label in old.labels { #expect(try head(new, label) == head(old, label)) }
    let ant = try head(new, "ant")
    #expect(ant.last == 0 && ant.dropLast().allSatisfy { $0 != 0 && abs($0) < 2 })
    #expect(new.summary == .object([:]) && new.inference.flipAverage)
    #expect(try head(old, "cat") == head(model(), "cat"), "the old model stays as it is")
  }

  @Test func theSameLabelsGiveTheSameModel() throws {
    let old = try model()
    let new = try old.adapted(to: old.labels)
    withExtendedLifetime((old, new)) {
      #expect(new.weights.floats.elementsEqual(old.weights.floats))
    }
  }

  @Test func aNewHeadIsThatOfANewModel() throws {
    var adaptation = Model.Adaptation()
    adaptation.keepsHead = false
    adaptation.seed = 5
    let new = try model().adapted(to: ["cat", "dog"], adaptation)
    let fresh = try Model(spec: ModelSpec(json: Self.sweeps), labels: ["cat", "dog"], seed: 5)
    #expect(try values(new, "head.kernel") == values(fresh, "head.kernel"))
    #expect(try values(new, "layers.1.rows.kernel") == values(model(), "layers.1.rows.kernel"))
  }

  /// Swift takes these for equal; models do not.
  @Test func labelsAreToldApartByTheirBytes() throws {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    let old = try model(labels: [composed, decomposed])
    let new = try old.adapted(to: [decomposed, composed])
    let (before, after) = (try values(old, "head.bias"), try values(new, "head.bias"))
    #expect(after == before.reversed())
  }

  @Test func theInputMayGrowWhereNoShapeDependsOnIt() throws {
    var adaptation = Model.Adaptation()
    (adaptation.inputWidth, adaptation.inputHeight) = (12, 16)
    let new = try model().adapted(to: ["cat", "emu"], adaptation)
    #expect(new.spec.input.width == 12 && new.spec.input.height == 16)
    let rows =
      #"{"input": {"width": 8, "height": 8}, "network": {"layers": [{"type": "rows"}, {"type": "gru", "units": 4}]}}"#
    let flat =
      #"{"input": {"width": 8, "height": 8}, "network": {"layers": [{"type": "patches", "size": 2}, {"type": "flatten"}]}}"#
    for (spec, name) in [(rows, "layers.1.kernel"), (flat, "head.kernel")] {
      do {
        _ = try model(spec).adapted(to: ["cat", "emu"], adaptation)
        Issue.record("\(name) of another shape was accepted")
      } catch let error as ScanlineError {
        #expect(error.kind == .invalidArgument)
        #expect(error.message.contains(name) && error.message.contains("8 x 8"), "\(error)")
      }
    }
  }
}
