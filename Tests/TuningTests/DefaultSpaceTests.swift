import Classifier
import Compute
import Imaging
import Platform
import Recurrent
import Testing
import Training

@testable import Tuning

@Suite struct DefaultSpaceTests {
  private func blueprint(
    _ spec: ModelSpec? = nil, _ training: TrainingSettings = TrainingSettings()
  ) throws -> TrialBlueprint {
    try TrialBlueprint(
      model: spec ?? ModelSpec(json: nil), training: training, search: TunerSettings())
  }

  private func first(_ space: SearchSpace, seed: UInt64 = 0) throws -> Hyperparameters {
    try #require(try space.initialPoints(seed: seed).first)
  }

  @Test func beginsWithTheRecipeForPhotos() throws {
    let points = try SearchSpace.standard().initialPoints(seed: 0)
    #expect(points.count == 1)
    let (model, settings) = try blueprint().configuration(of: points[0])
    #expect(try model == ModelSpec(json: nil))
    var expected = TrainingRecipe.photos.settings
    expected.monitor = settings.monitor
    #expect(settings == expected)
  }

  @Test func itsPointsAreModelsThatCanBeTrained() throws {
    let space = try SearchSpace.standard()
    let blueprint = try blueprint()
    try blueprint.check(space, labelCount: 3)
    var random = RandomStream(seed: 1, .test)
    var presets: Set<String> = []
    for _ in 0..<60 {
      let point = try space.sample(&random)
      let (model, _) = try blueprint.configuration(of: point)
      _ = try Network(spec: model.network, input: model.grid, classCount: 3)
      presets.insert(point.values["preset"]?.text ?? "")
      // What only makes sense under a parent is there with it alone.
      #expect((point.values["units"] != nil) == (point.values["preset"] == .string("rows")))
      #expect(
        (point.values["weight_decay"] != nil) == (point.values["optimizer"] == .string("adamw")))
      #expect(
        (point.values["augmentation.rotation"] != nil) == (point.values["augment"] == .bool(true)))
    }
    #expect(presets.count == 3)
  }

  @Test(arguments: ["fast", "base", "accurate"])
  func ofAGivenNetworkItSearchesTheWidth(preset: String) throws {
    let spec = try ModelSpec(json: preset)
    let space = try SearchSpace.standard(for: spec)
    #expect(!space.keys.contains("preset") && space.keys.contains("width_factor"))
    #expect(!space.keys.contains("drop_path"))
    let blueprint = try blueprint(spec)
    try blueprint.check(space, labelCount: 3)
    #expect(try blueprint.configuration(of: first(space)).0 == spec)
  }

  @Test func ofAResidualNetworkItSearchesTheStochasticDepth() throws {
    let spec = try ModelSpec(
      json: """
        {"network": {"layers": [{"type": "patches", "size": 8}, {"type": "residual", "drop_path": 0.1,
         "layers": [{"type": "dense", "units": 192}]}, {"type": "pool"}]}}
        """)
    let space = try SearchSpace.standard(for: spec)
    #expect(space.keys.contains("drop_path"))
    #expect(try blueprint(spec).configuration(of: first(space)).0 == spec)
  }

  @Test func whatWasSetIsNotSearched() throws {
    var training = TrainingSettings()
    training.optimizer = .sgd
    training.learningRate = 0.02
    training.augmentation.rotation = 0.05
    var spec = try ModelSpec(json: nil)
    spec.input = InputSpec(width: 32, height: 32)
    let space = try SearchSpace.standard(for: spec, training: training)
    for key in ["optimizer", "weight_decay", "learning_rate", "augment", "input.size"] {
      #expect(!space.keys.contains(key), "\(key)")
    }
    #expect(!space.keys.contains { $0.hasPrefix("augmentation.") })
    let (model, settings) = try blueprint(spec, training).configuration(of: first(space))
    #expect(model == spec)
    #expect(settings.learningRate == 0.02 && settings.optimizer == .sgd)
  }

  @Test func aPresetDoesNotReplaceAGivenNetwork() throws {
    let blueprint = try blueprint(ModelSpec(json: "fast"))
    let error = scanlineError { try blueprint.check(.standard(), labelCount: 3) }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("\"preset\"") == true)
  }

  // MARK: - Defaults of any space

  private static let text = """
    {"rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log", "default": 0.003},
     "units": {"type": "int", "low": 1, "high": 9, "default": 4},
     "kind": {"type": "choice", "values": ["a", "b"], "default": "b"},
     "depth": {"type": "int", "low": 1, "high": 5, "default": 2, "when": {"kind": "a"}},
     "width": {"type": "int", "low": 1, "high": 5, "default": 3, "when": {"kind": "b"}},
     "flip": {"type": "boolean"}}
    """

  @Test(arguments: TunerSettings.Strategy.allCases)
  func theDefaultsAreTriedFirstForAllEpochs(strategy: TunerSettings.Strategy) throws {
    let space = try SearchSpace(json: Self.text)
    let tuner = try Tuner(space: space, settings: TunerSettings(strategy, seed: 4, trials: 30))
    let trials = try SyntheticSearch.runAll(tuner)
    guard strategy != .grid else { return }
    var values = trials[0].plan.hyperparameters.values
    #expect(values.removeValue(forKey: "flip") != nil)
    #expect(
      values == [
        "rate": .number(0.003), "units": .integer(4), "kind": .string("b"), "width": .integer(3),
      ])
    #expect(trials[0].plan.lastEpoch == 4)
    #expect(Set(trials.filter { $0.plan.continues == nil }.map(\.plan.hyperparameters)).count > 5)
  }

  @Test(arguments: TunerSettings.Strategy.allCases)
  func eachOfTheFirstTrialsHasItsDefaults(strategy: TunerSettings.Strategy) throws {
    let space = try SearchSpace(
      json: """
        {"rate": {"type": "float", "low": 0, "high": 1, "defaults": [0.5, 0.25, 0.5]},
         "kind": {"type": "choice", "values": ["a", "b"], "defaults": ["a", "b"]},
         "units": {"type": "int", "low": 1, "high": 9, "default": 4}}
        """)
    #expect(try SearchSpace(.object(space.json)) == space)
    let tuner = try Tuner(space: space, settings: TunerSettings(strategy, seed: 4, trials: 30))
    guard strategy != .grid else { return }
    let trials = try SyntheticSearch.runAll(tuner)
    let expected: [[String: JSONValue]] = [
      ["rate": .number(0.5), "kind": .string("a"), "units": .integer(4)],
      ["rate": .number(0.25), "kind": .string("b"), "units": .integer(4)],
      ["rate": .number(0.5), "kind": .string("b"), "units": .integer(4)],
    ]
    #expect(trials.prefix(3).map(\.plan.hyperparameters.values) == expected)
    #expect(trials.prefix(3).allSatisfy { $0.plan.lastEpoch == 4 && $0.plan.firstEpoch == 0 })
    #expect(trials.count > 5)
  }

  /// The schedule stays Hyperband's: the first trial is one of those that run for all epochs anyway.
  @Test func hyperbandCountsTheFirstTrial() throws {
    let settings = TunerSettings(.hyperband, epochs: 27, factor: 3)
    let trials = try SyntheticSearch.runAll(
      Tuner(space: SearchSpace(json: Self.text), settings: settings))
    #expect(trials.count == 70)
    #expect(trials.map { $0.plan.lastEpoch - $0.plan.firstEpoch }.reduce(0, +) == 375)
  }

  @Test(
    arguments: [
      (#"{"a": {"type": "int", "low": 1, "high": 4, "default": 5}}"#, "\"default\" is 5"),
      (#"{"a": {"type": "choice", "values": ["x"], "default": "y"}}"#, "\"default\" is \"y\""),
      (#"{"a": {"type": "float", "low": 0, "high": 1, "default": true}}"#, "\"default\" is true"),
      (#"{"a": {"type": "float", "low": 0, "high": 1, "step": 0.5, "default": 0.3}}"#, "is 0.3"),
      (#"{"a": {"type": "int", "low": 1, "high": 4, "defaults": [1, 5]}}"#, "\"defaults\" has 5"),
      (#"{"a": {"type": "int", "low": 1, "high": 4, "defaults": []}}"#, "1 to 100"),
      (#"{"a": {"type": "int", "low": 1, "high": 4, "defaults": 2}}"#, "is 2, not a list"),
      (
        #"{"a": {"type": "int", "low": 1, "high": 4, "default": 2, "defaults": [2]}}"#,
        "\"default\" and \"defaults\""
      ),
    ] as [(String, String)])
  func refusesADefaultThatIsNoValue(text: String, words: String) {
    let error = scanlineError { _ = try SearchSpace(json: text) }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("\"a\"") == true && error?.message.contains(words) == true)
  }
}
