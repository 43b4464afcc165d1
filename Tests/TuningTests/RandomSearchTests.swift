import Testing
import Tuning

@Suite struct RandomSearchTests {
  private func points(seed: UInt64, trials: Int = 12) throws -> [String] {
    let tuner = try Tuner(
      space: SyntheticSearch.space(), settings: TunerSettings(.random, seed: seed, trials: trials))
    return try SyntheticSearch.runAll(tuner).map(\.plan.hyperparameters.text)
  }

  @Test func runsAsManyTrialsAsAskedToTheEnd() throws {
    let tuner = try Tuner(
      space: SyntheticSearch.space(), settings: TunerSettings(.random, trials: 7, epochs: 5))
    let trials = try SyntheticSearch.runAll(tuner)
    #expect(trials.map(\.id) == Array(0..<7))
    #expect(
      trials.allSatisfy {
        $0.plan.firstEpoch == 0 && $0.plan.lastEpoch == 5 && $0.plan.continues == nil
      })
    #expect(try tuner.isFinished)
  }

  @Test func honoursEverySeed() throws {
    #expect(try points(seed: 0) == points(seed: 0))
    #expect(try Set([0, 1, 2, .max].map { try points(seed: $0) }).count == 4)
  }

  @Test func runsNoPointTwiceAndEndsWithTheSpace() throws {
    let space = try SearchSpace(
      json: """
        {"a": {"type": "int", "low": 1, "high": 7}, "b": {"type": "boolean"},
         "c": {"type": "choice", "values": ["x", "y"]}}
        """)
    let tuner = try Tuner(space: space, settings: TunerSettings(.random, trials: 1000))
    let trials = try SyntheticSearch.runAll(tuner)
    #expect(trials.count == 28)
    #expect(Set(trials.map(\.plan.hyperparameters)).count == 28)
    #expect(try tuner.isFinished)
  }

  @Test func waitsForRunningTrialsBeforeItIsFinished() throws {
    let tuner = try Tuner(
      space: SyntheticSearch.space(), settings: TunerSettings(.random, trials: 1))
    guard case .trial(let trial) = try tuner.ask() else {
      Issue.record("no trial")
      return
    }
    #expect(try tuner.ask() == .wait)
    try tuner.tell(trial: trial.id, value: 1)
    #expect(try tuner.ask() == .finished)
  }
}
