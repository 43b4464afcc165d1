import Classifier
import Platform
import Recurrent
import Testing

@testable import Training

@Suite struct ParameterGroupsTests {
  private static let spec = """
    {"input": {"width": 16, "height": 16},
     "network": {"layers": [{"type": "rows"}, {"type": "gru", "units": 4},
       {"type": "dropout", "rate": 0.1}, {"type": "lstm", "units": 3}]}}
    """

  private func model() throws -> Model {
    try Model(spec: ModelSpec(json: Self.spec), labels: Workbench.labels, seed: 1)
  }

  private func groups(
    _ change: (inout TrainingSettings) -> Void
  ) throws -> [ParameterGroups.Group] {
    var settings = TrainingSettings()
    change(&settings)
    return try ParameterGroups(settings, network: model().network).groups
  }

  @Test func allLearnAlikeUnlessToldOtherwise() throws {
    let count = try model().network.parameterCount
    let all = ParameterGroups.Group(range: 0..<count, factor: 1)
    #expect(try groups { _ in } == [all])
  }

  @Test func ratesFallFromTheHeadDown() throws {
    let network = try model().network
    let found = try groups { $0.layerDecay = 0.5 }
    #expect(found.map(\.factor) == [0.25, 0.5, 1])
    #expect(found.last?.range.upperBound == network.parameterCount)
    for (group, prefix) in zip(found, ["layers.1.", "layers.3.", "head."]) {
      let names = network.parameters.filter { group.range.contains($0.offset) }.map(\.name)
      #expect(!names.isEmpty && names.allSatisfy { $0.hasPrefix(prefix) })
    }
  }

  @Test func theFirstLayersOfTheSpecFreeze() throws {
    #expect(try groups { $0.frozenLayers = 1 }.map(\.factor) == [1])
    #expect(try groups { $0.frozenLayers = 2 }.map(\.factor) == [0, 1])
    #expect(
      try groups {
        $0.frozenLayers = 2
        $0.layerDecay = 0.5
      }.map(\.factor) == [0, 0.5, 1])
    let error = scanlineError { _ = try groups { $0.frozenLayers = 5 } }
    #expect(error?.kind == .invalidArgument && error?.message.contains("4 layers") == true)
  }

  @Test func stretchesAreCutAtTheirBorders() throws {
    var settings = TrainingSettings()
    settings.frozenLayers = 2
    let groups = try ParameterGroups(settings, network: model().network)
    let border = groups.groups[0].range.upperBound
    func parts(of stretch: Range<Int>) -> [Range<Int>] {
      var parts: [Range<Int>] = []
      groups.forEachLearning(in: stretch) { part, _ in parts.append(part) }
      return parts
    }
    #expect(parts(of: 0..<border).isEmpty)
    #expect(parts(of: border - 5..<border + 7) == [border..<border + 7])
  }

  /// How far the weights go in one step from the same start on the same picture.
  private func moves(_ change: (inout TrainingSettings) -> Void) throws -> [Float] {
    var settings = TrainingSettings()
    change(&settings)
    let model = try model()
    let before = Array(model.weights.floats)
    let trainer = try Trainer(model: model, settings: settings)
    let jpeg = try Pictures.jpeg(kind: 1, number: 0)
    try jpeg.withUnsafeBytes { bytes in
      _ = try trainer.step(images: [EncodedImage(bytes: bytes, name: "a")], labels: [0])
    }
    return zip(trainer.state.weights.floats, before).map { $0 - $1 }
  }

  @Test func everyLayerMovesAtItsShareOfTheRate() throws {
    func moved(_ layerDecay: Double) throws -> [Float] {
      try moves {
        $0.optimizer = .sgd
        $0.learningRate = 0.5
        $0.layerDecay = layerDecay
      }
    }
    let (alike, decayed) = (try moved(1), try moved(0.5))
    for group in try groups({ $0.layerDecay = 0.5 }) {
      for index in group.range {
        #expect(abs(decayed[index] - Float(group.factor) * alike[index]) < 1e-6)
      }
      #expect(group.range.contains { abs(alike[$0]) > 1e-4 })
    }
  }

  @Test func weightsDecayAtThatShareToo() throws {
    func moved(_ weightDecay: Double) throws -> [Float] {
      try moves {
        $0.optimizer = .adamW
        $0.learningRate = 0.1
        $0.weightDecay = weightDecay
        $0.layerDecay = 0.5
      }
    }
    let (plain, decayed) = (try moved(0), try moved(0.4))
    let model = try model()
    let weights = Array(model.weights.floats)
    let groups = try groups { $0.layerDecay = 0.5 }
    for parameter in model.network.parameters where parameter.isMatrix {
      let factor = groups.first { $0.range.contains(parameter.offset) }?.factor ?? 0
      for index in parameter.range {
        let expected = -0.1 * 0.4 * Float(factor) * weights[index]
        #expect(abs(decayed[index] - plain[index] - expected) < 1e-6)
      }
    }
  }

  /// Whatever the optimiser and its decay: what is frozen keeps its bits, and counts for nothing in the clipping.
  @Test(arguments: [OptimiserKind.sgd, .rmsprop, .adam, .adamW])
  func frozenWeightsStay(optimizer: OptimiserKind) throws {
    let bench = try Workbench(count: 8)
    var settings = Workbench.settings
    settings.optimizer = optimizer
    settings.weightDecay = 0.1
    settings.clipNorm = 0.1
    settings.emaDecay = 0.9
    settings.frozenLayers = 2
    settings.layerDecay = 0.5
    let model = try model()
    let before = Workbench.bits(model.weights)
    let trainer = try Trainer(model: model, settings: settings)
    _ = try trainer.fit(bench.dataset)
    let after = Workbench.bits(model.weights)
    let border = try ParameterGroups(settings, network: trainer.network).groups[0].range.upperBound
    #expect(before[..<border] == after[..<border])
    #expect(zip(before[border...], after[border...]).contains { $0 != $1 })
  }

  /// What batch normalisation has learnt of the data is part of a frozen layer.
  @Test func frozenStatisticsStayToo() throws {
    let bench = try Workbench(count: 8)
    let spec = try ModelSpec(
      json: """
        {"input": {"width": 16, "height": 16}, "network": {"layers": [
          {"type": "patches", "size": 4}, {"type": "batch_norm"},
          {"type": "sweep", "units": 4, "norm": "batch"}, {"type": "pool"}]}}
        """)
    let model = try Model(spec: spec, labels: Workbench.labels, seed: 1)
    let before = Array(model.weights.floats)
    var settings = Workbench.settings
    settings.frozenLayers = 2
    settings.layerDecay = 0.5
    _ = try Trainer(model: model, settings: settings).fit(bench.dataset)
    for parameter in model.network.parameters {
      let isFrozen = parameter.name.hasPrefix("layers.1.")
      let isSame = zip(before[parameter.range], model.weights.floats[parameter.range])
        .allSatisfy { $0 == $1 }
      #expect(isSame == isFrozen, "\(parameter.name)")
    }
  }
}
