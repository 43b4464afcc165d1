import Platform
import Testing

@testable import Tuning

/// Points and results of a host's own beside what the strategy proposes.
@Suite struct GivenPointsTests {
  private static let space = """
    {"x": {"type": "int", "low": 0, "high": 9, "default": 3},
     "y": {"type": "boolean", "default": true}}
    """

  private func tuner(
    _ strategy: TunerSettings.Strategy, space: String = space, trials: Int = 6,
    journal: String? = nil
  ) throws -> Tuner {
    let settings = TunerSettings(
      strategy, trials: trials, epochs: 9, factor: 3, journal: journal)
    return try Tuner(space: SearchSpace(json: space), settings: settings)
  }

  private func fresh(_ tuner: Tuner) throws -> [Hyperparameters] {
    var points: [Hyperparameters] = []
    while case .trial(let trial) = try tuner.ask() {
      if trial.plan.continues == nil { points.append(trial.plan.hyperparameters) }
      try tuner.tell(trial: trial.id, value: 0.5)
    }
    return points
  }

  /// What was enqueued or added is not begun once more as the space's defaults.
  @Test(arguments: TunerSettings.Strategy.allCases)
  func theDefaultsAreTriedOnce(strategy: TunerSettings.Strategy) throws {
    let defaults = try Hyperparameters(["x": .integer(3), "y": .bool(true)])
    let enqueued = try tuner(strategy)
    try enqueued.enqueue(defaults)
    let points = try fresh(enqueued)
    #expect(points.first == defaults)
    #expect(points.count { $0 == defaults } == 1)
    let added = try tuner(strategy)
    _ = try added.add(defaults, values: [0.7])
    #expect(try !fresh(added).contains(defaults))
  }

  /// An earlier default that was given does not keep the later one from its turn.
  @Test(arguments: [TunerSettings.Strategy.random, .hyperband, .asha])
  func theOtherDefaultsFollow(strategy: TunerSettings.Strategy) throws {
    let tuner = try tuner(
      strategy, space: #"{"x": {"type": "int", "low": 0, "high": 99, "defaults": [7, 8]}}"#)
    _ = try tuner.add(Hyperparameters(["x": .integer(7)]), values: [1])
    #expect(try fresh(tuner).first?.values == ["x": .integer(8)])
  }

  @Test func aPointThatWasAddedWhileItWaitedIsPassedOver() throws {
    let folder = try TemporaryFolder()
    let tuner = try tuner(.random, trials: 4, journal: folder.file("journal.jsonl"))
    let points = try (0..<3).map { try Hyperparameters(["x": .integer($0), "y": .bool(false)]) }
    for point in points { try tuner.enqueue(point) }
    _ = try tuner.add(points[0], values: [1])
    _ = try tuner.add(points[1], values: [2])
    #expect(try fresh(tuner).first == points[2])
    let again = try Tuner(journal: folder.file("journal.jsonl"))
    #expect(try again.summaryText() == tuner.summaryText())
  }

  /// Otherwise three points of one value would be run.
  @Test func aValueThatIsTakenForAnotherBecomesIt() throws {
    let tuner = try tuner(
      .random,
      space: """
        {"z": {"type": "float", "low": 0, "high": 0.5, "step": 0.1},
         "c": {"type": "boolean", "when": {"z": 0.30000000000000004}}}
        """)
    let near = JSONValue.number(0.1 * 3)
    try tuner.enqueue(Hyperparameters(["z": near, "c": .bool(true)]))
    try tuner.enqueue(Hyperparameters(["z": .number(0.3), "c": .bool(true)]))
    try tuner.enqueue(Hyperparameters(["z": .number(0.3 - 1e-9), "c": .bool(true)]))
    _ = try tuner.add(
      Hyperparameters(["z": .number(0.1 + 1e-9)]), values: [1])
    let points = try fresh(tuner)
    #expect(points[0].values == ["z": .number(0.3), "c": .bool(true)])
    #expect(points.dropFirst().allSatisfy { $0 != points[0] })
    #expect(tuner.history.trials[0].plan.hyperparameters.values == ["z": .number(0.1)])
    #expect(points.allSatisfy { ($0.values["z"] == .number(0.3)) == ($0.values["c"] != nil) })
  }

  /// A strategy that learns begins to as soon as it has something to learn from, whoever ran it.
  @Test(arguments: [TunerSettings.Strategy.bayesian, .tpe])
  func whatIsGivenCountsAmongTheFirstTrials(strategy: TunerSettings.Strategy) throws {
    let space = #"{"x": {"type": "float", "low": 0, "high": 1}}"#
    func first(_ values: (Double) -> Double) throws -> Hyperparameters {
      let tuner = try tuner(strategy, space: space)
      for step in 0..<20 {
        let x = Double(step) / 20
        _ = try tuner.add(Hyperparameters(["x": .number(x)]), values: [values(x)])
      }
      return try #require(try fresh(tuner).first)
    }
    // A quasi-random point would be the same for both.
    #expect(try first { -($0 - 0.2) * ($0 - 0.2) } != first { -($0 - 0.8) * ($0 - 0.8) })
  }

  /// A kill between two lines would have left it running.
  @Test func anAddedTrialIsOneLine() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("journal.jsonl")
    let one = try tuner(.random, journal: path)
    #expect(try one.add(Hyperparameters(["x": .integer(1), "y": .bool(true)]), values: [0.7]) == 0)
    let lines = String(decoding: try folder.read("journal.jsonl"), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].contains(#""event":"added""#))
    let other = try Tuner(journal: path)
    #expect(other.history.best?.value == 0.7)
    #expect(other.history.addedCount == 1 && other.history.runningCount == 0)
    #expect(other.history.trials[0].plan.origin == .added)
    for (damaged, word) in [
      (lines[1].replacing("[0.7]", with: "[0.7,1]"), "2 values"),
      (lines[1].replacing(#""origin":"added""#, with: #""origin":"enqueued""#), "trial 0"),
      (lines[1].replacing(#""id":0"#, with: #""id":3"#), "trial 3"),
    ] {
      try folder.write("\(lines[0])\n\(damaged)\n".utf8, "journal.jsonl")
      let error = scanlineError { _ = try Tuner(journal: path) }
      #expect(error?.kind == .corruptModel)
      #expect(error?.message.contains(word) == true, "\(error?.message ?? "no error")")
    }
  }
}
