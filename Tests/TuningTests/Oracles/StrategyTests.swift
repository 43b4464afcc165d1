import Glibc
import Platform
import Testing
import Tuning

/// What all strategies, or all that learn, have in common.
@Suite struct StrategyTests {
  private func settings(
    _ strategy: TunerSettings.Strategy, seed: UInt64 = 0, trials: Int = 30
  ) -> TunerSettings {
    var settings = TunerSettings(strategy, seed: seed, trials: trials, epochs: 4, factor: 2)
    settings.direction = .minimize
    return settings
  }

  private func bowl() throws -> SearchSpace {
    try SearchSpace(
      json: """
        {"x": {"type": "float", "low": -5, "high": 10},
         "y": {"type": "float", "low": 1e-4, "high": 1, "scale": "log"},
         "kind": {"type": "choice", "values": ["a", "b", "c"]},
         "z": {"type": "int", "low": 1, "high": 9, "when": {"kind": "b"}}}
        """)
  }

  /// Least, 0, at x = 2, y = 0.01, kind b, z = 6.
  private func loss(_ point: Hyperparameters) -> Double {
    let values = point.values
    let x = values["x"]?.double ?? 99
    let y = values["y"]?.double ?? 99
    let z = values["z"]?.double ?? 12
    return (x - 2) * (x - 2) / 9 + abs(y - 0.01) * 3 + (z - 6) * (z - 6) / 12
  }

  private func best(_ strategy: TunerSettings.Strategy, seed: UInt64) throws -> Double {
    let tuner = try Tuner(space: bowl(), settings: settings(strategy, seed: seed, trials: 40))
    while case .trial(let trial) = try tuner.ask() {
      try tuner.tell(trial: trial.id, value: loss(trial.plan.hyperparameters))
    }
    return tuner.history.best?.value ?? .infinity
  }

  @Test(arguments: [TunerSettings.Strategy.bayesian, .tpe])
  func learningBeatsChance(strategy: TunerSettings.Strategy) throws {
    let seeds: [UInt64] = [0, 1, 2]
    let learnt = try seeds.map { try best(strategy, seed: $0) }.reduce(0, +)
    let drawn = try seeds.map { try best(.random, seed: $0) }.reduce(0, +)
    #expect(learnt < drawn / (strategy == .bayesian ? 10 : 1.5))
  }

  @Test(arguments: TunerSettings.Strategy.allCases)
  func honoursEverySeed(strategy: TunerSettings.Strategy) throws {
    func points(_ seed: UInt64) throws -> [String] {
      let tuner = try Tuner(space: bowl(), settings: settings(strategy, seed: seed, trials: 14))
      return try SyntheticSearch.runAll(tuner).map(\.plan.hyperparameters.text)
    }
    #expect(try points(0) == points(0))
    if strategy != .grid { #expect(try Set([0, 1, .max].map { try points($0) }).count == 3) }
  }

  /// No point is run twice from the start, and the search of a space that is used up ends.
  @Test(arguments: [TunerSettings.Strategy.random, .grid, .bayesian, .tpe, .asha])
  func usesUpASpaceWithoutRepetition(strategy: TunerSettings.Strategy) throws {
    let space = try SearchSpace(
      json: """
        {"units": {"type": "int", "low": 1, "high": 4}, "flip": {"type": "boolean"},
         "drop": {"type": "choice", "values": [0, 0.1, 0.4], "when": {"flip": true}}}
        """)
    var settings = settings(strategy, trials: 1000)
    settings.options.startupTrials = 3
    let tuner = try Tuner(space: space, settings: settings)
    let fresh = try SyntheticSearch.runAll(tuner).filter { $0.plan.continues == nil }
    #expect(fresh.count == 16)
    #expect(Set(fresh.map(\.plan.hyperparameters)).count == 16)
    #expect(try tuner.isFinished)
  }

  /// Workers that ask before anyone has told are not sent to the same place.
  @Test(arguments: [TunerSettings.Strategy.bayesian, .tpe])
  func pendingTrialsSpreadOut(strategy: TunerSettings.Strategy) throws {
    let space = try SearchSpace(json: #"{"x": {"type": "float", "low": 0, "high": 1}}"#)
    var settings = settings(strategy, trials: 100)
    settings.options.startupTrials = 5
    let tuner = try Tuner(space: space, settings: settings)
    for _ in 0..<6 {
      guard case .trial(let trial) = try tuner.ask() else { break }
      let x = trial.plan.hyperparameters.values["x"]?.double ?? 0
      try tuner.tell(trial: trial.id, value: sin(17 * x) + x)
    }
    var places: [Double] = []
    for _ in 0..<4 {
      guard case .trial(let trial) = try tuner.ask() else { break }
      places.append(trial.plan.hyperparameters.values["x"]?.double ?? 0)
    }
    places.sort()
    #expect(Set(places).count == 4)
    #expect((places.last ?? 0) - (places.first ?? 0) > 0.005, "\(places)")
  }

  @Test(arguments: [TunerSettings.Strategy.bayesian, .tpe])
  func survivesFailuresAndEqualValues(strategy: TunerSettings.Strategy) throws {
    var settings = settings(strategy, trials: 24)
    settings.maxConsecutiveFailures = 100
    let tuner = try Tuner(space: bowl(), settings: settings)
    while case .trial(let trial) = try tuner.ask() {
      switch trial.id % 3 {
      case 0: try tuner.tell(trial: trial.id, failure: "no memory")
      case 1: try tuner.tell(trial: trial.id, value: 1e300)
      default: try tuner.tell(trial: trial.id, value: -7)
      }
    }
    #expect(tuner.history.trials.count == 24)
  }

  /// f1 = x², f2 = (x - 2)²: everything from 0 to 2 is on the front.
  @Test(arguments: [TunerSettings.Strategy.bayesian, .tpe])
  func findsAParetoFront(strategy: TunerSettings.Strategy) throws {
    var settings = settings(strategy, trials: 40)
    settings.objectives = [
      Objective(metric: "one", .minimize), Objective(metric: "two", .maximize),
    ]
    let space = try SearchSpace(json: #"{"x": {"type": "float", "low": -10, "high": 10}}"#)
    let tuner = try Tuner(space: space, settings: settings)
    func x(_ trial: Trial) -> Double { trial.plan.hyperparameters.values["x"]?.double ?? 99 }
    while case .trial(let trial) = try tuner.ask() {
      let two = -(x(trial) - 2) * (x(trial) - 2)
      try tuner.tell(trial: trial.id, values: [x(trial) * x(trial), two])
    }
    let front = tuner.history.paretoFront
    #expect(front.count >= 10)
    #expect(front.count { (-0.3...2.3).contains(x($0)) } >= front.count - 2)
    #expect(front.contains { x($0) < 0.7 } && front.contains { x($0) > 1.3 })
  }

  @Test func gridGoesThroughEveryPointInOrder() throws {
    let space = try SearchSpace(
      json: """
        {"a": {"type": "boolean"}, "b": {"type": "float", "low": 1, "high": 1000, "scale": "log"},
         "c": {"type": "int", "low": 1, "high": 2, "when": {"a": true}}}
        """)
    let tuner = try Tuner(space: space, settings: settings(.grid, trials: 0))
    let points = try SyntheticSearch.runAll(tuner).map(\.plan.hyperparameters)
    #expect(points.count == 30)
    #expect(points[0].values == ["a": .bool(false), "b": .integer(1)])
    #expect(points[9].values["b"]?.double.map { abs($0 - 1000) < 1e-9 } == true)
    #expect(points[10].values["c"] == .integer(1))
    #expect(Set(points).count == 30)
  }

  @Test func bohbRunsHyperbandsSchedule() throws {
    func plan(_ strategy: TunerSettings.Strategy) throws -> [String] {
      let settings = TunerSettings(strategy, seed: 3, epochs: 9, factor: 3)
      let tuner = try Tuner(space: SyntheticSearch.space(), settings: settings)
      return try SyntheticSearch.runAll(tuner).map {
        "\($0.plan.bracket ?? -1) \($0.plan.round ?? -1) \($0.plan.lastEpoch)"
      }
    }
    #expect(try plan(.bohb) == plan(.hyperband))
  }
}
