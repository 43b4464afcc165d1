import Compute
import Platform
import Testing

@testable import Tuning

@Suite struct ImportanceTests {
  /// A history of random points with the values that `value` gives them.
  private func history(
    _ space: SearchSpace, count: Int, epochs: (Int) -> Int = { _ in 1 },
    value: ([String: JSONValue], Int) -> Double
  ) throws -> History {
    var history = History(objectives: [Objective(.maximize)])
    for id in 0..<count {
      var random = RandomStream(seed: 5, .test, UInt64(id))
      let point = try space.sample(&random)
      let epoch = epochs(id)
      let plan = TrialPlan(hyperparameters: point, lastEpoch: epoch)
      history.apply(.trial(id: id, plan: plan))
      history.apply(.completed(id: id, values: [value(point.values, epoch)], endEpoch: nil))
    }
    return history
  }

  private static let three = """
    {"a": {"type": "float", "low": 0, "high": 1}, "b": {"type": "float", "low": 0, "high": 1},
     "c": {"type": "float", "low": 0, "high": 1}, "d": {"type": "fixed", "value": 1}}
    """

  /// Of 3a + b the variances are 9 : 1.
  @Test func givesEachItsShareOfASum() throws {
    let space = try SearchSpace(json: Self.three)
    let history = try history(space, count: 300) { point, _ in
      3 * (point["a"]?.double ?? 0) + (point["b"]?.double ?? 0)
    }
    let shares = try #require(Importance.shares(history, space, seed: 1))
    #expect(shares.keys.sorted() == ["a", "b", "c"])
    #expect(abs((shares["a"] ?? 0) - 0.9) < 0.05)
    #expect(abs((shares["b"] ?? 0) - 0.1) < 0.04)
    #expect((shares["c"] ?? 1) < 0.02)
    #expect(Importance.shares(history, space, seed: 1) == shares)
  }

  /// What several do together belongs to none of them.
  @Test func leavesInteractionsOut() throws {
    let space = try SearchSpace(json: Self.three)
    let history = try history(space, count: 400) { point, _ in
      ((point["a"]?.double ?? 0) - 0.5) * ((point["b"]?.double ?? 0) - 0.5)
    }
    let shares = try #require(Importance.shares(history, space, seed: 1))
    #expect(shares.values.reduce(0, +) < 0.5)
  }

  @Test func longTrialsAreNotMistakenForGoodPoints() throws {
    let space = try SearchSpace(
      json: """
        {"x": {"type": "float", "low": 1, "high": 10, "scale": "log"}, "flip": {"type": "boolean"}}
        """)
    // Epochs follow the flip, and dwarf what x does.
    let history = try history(space, count: 200, epochs: { $0 % 2 == 0 ? 1 : 9 }) { point, epoch in
      (point["x"]?.double ?? 0) + 100 * Double(epoch)
    }
    let shares = try #require(Importance.shares(history, space, seed: 1))
    #expect((shares["x"] ?? 0) > 0.9)
    #expect((shares["flip"] ?? 1) < 0.05)
  }

  @Test(arguments: [1e160, 1e200, -Double.greatestFiniteMagnitude])
  func staysFiniteWhateverAHostTells(value: Double) throws {
    let space = try SearchSpace(json: Self.three)
    let history = try history(space, count: 20) { point, _ in
      (point["a"]?.double ?? 0) > 0.5 ? value : point["b"]?.double ?? 0
    }
    let shares = try #require(Importance.shares(history, space, seed: 1))
    #expect(shares.values.allSatisfy { (0...1.000001).contains($0) })
    #expect((shares["a"] ?? 0) > 0.5)
  }

  /// Three children that are there with one value of their parent mirror it, and took its share.
  @Test func whatCannotVaryHasNoShare() throws {
    func fixed(_ key: String) -> String {
      "\"\(key)\": {\"type\": \"fixed\", \"value\": 1, \"when\": {\"a\": true}}"
    }
    let space = try SearchSpace(
      json: """
        {"a": {"type": "boolean"}, "b": {"type": "float", "low": 0, "high": 1},
         \(fixed("c")), \(fixed("d")), \(fixed("e"))}
        """)
    let history = try history(space, count: 100) { point, _ in
      (point["a"] == .bool(true) ? 1 : 0) + 0.1 * (point["b"]?.double ?? 0)
    }
    let shares = try #require(Importance.shares(history, space, seed: 1))
    #expect(shares.keys.sorted() == ["a", "b"])
    #expect((shares["a"] ?? 0) > 0.9)
  }

  @Test func saysNothingOfFewOrEqualTrials() throws {
    let space = try SearchSpace(json: Self.three)
    #expect(
      try Importance.shares(
        history(space, count: 7) { $0["a"]?.double ?? 0 + Double($1) }, space, seed: 1)
        == nil)
    #expect(try Importance.shares(history(space, count: 50) { _, _ in 2 }, space, seed: 1) == nil)
  }
}
