import Testing
import Tuning

@Suite struct SuccessiveHalvingTests {
  private func tuner(trials: Int = 100) throws -> Tuner {
    try Tuner(
      space: SyntheticSearch.space(),
      settings: TunerSettings(.asha, seed: 1, trials: trials, epochs: 9, factor: 3))
  }

  private func ask(_ tuner: Tuner) throws -> Trial {
    guard case .trial(let trial) = try tuner.ask() else { throw Missing() }
    return trial
  }

  private struct Missing: Error {}

  /// R = 9, f = 3: rungs of 1, 3 and 9 epochs; worked through by hand.
  @Test func promotesAsThePaperSays() throws {
    let tuner = try tuner()
    // The best of every three that have completed in a rung goes on as soon as it can be had.
    for (id, value) in [(0, 0.1), (1, 0.5)] {
      #expect(try ask(tuner).plan.lastEpoch == 1)
      try tuner.tell(trial: id, value: value)
    }
    #expect(try ask(tuner).plan.continues == nil)
    // 3: two of rung 0 have completed, and floor(2 / 3) is 0.
    #expect(try ask(tuner).plan.continues == nil)
    try tuner.tell(trial: 2, value: 0.3)
    let promoted = try ask(tuner)  // 4
    #expect(promoted.plan.continues == 1)
    #expect(promoted.plan.firstEpoch == 1 && promoted.plan.lastEpoch == 3)
    #expect(promoted.plan.hyperparameters == tuner.history.trials[1].plan.hyperparameters)
    #expect(try ask(tuner).plan.continues == nil)  // 5: nobody waits for 3 and 4
    try tuner.tell(trial: 3, value: 0.9)
    // Four have completed: still one may go on, and now that is 3, though 1 has gone already.
    #expect(try ask(tuner).plan.continues == 3)  // 6
    try tuner.tell(trial: 5, value: 0.2)
    #expect(try ask(tuner).plan.continues == nil)  // 7
    try tuner.tell(trial: 7, value: 0.8)
    // Six: two may go on, 3 and 7.
    #expect(try ask(tuner).plan.continues == 7)  // 8
    for (id, value) in [(4, 0.6), (6, 0.7), (8, 0.65)] { try tuner.tell(trial: id, value: value) }
    let last = try ask(tuner)
    #expect(last.plan.continues == 6)
    #expect(last.plan.firstEpoch == 3 && last.plan.lastEpoch == 9)
  }

  @Test func endsWithItsTrialsAndKeepsWhatMayGoOn() throws {
    let tuner = try tuner(trials: 40)
    var dropped: Set<Int> = []
    while case .trial(let trial) = try tuner.ask() {
      if let parent = trial.plan.continues { #expect(!dropped.contains(parent)) }
      try SyntheticSearch.run(trial, on: tuner)
      let kept = tuner.oracle.continuable(in: tuner.history)
      dropped.formUnion(Set(tuner.history.trials.indices).subtracting(kept))
    }
    #expect(tuner.history.trials.count == 40)
    #expect(tuner.oracle.continuable(in: tuner.history).isEmpty)
    #expect(tuner.history.trials.contains { $0.plan.lastEpoch == 9 })
  }

  @Test func aFiniteSpaceEndsIt() throws {
    let tuner = try Tuner(
      space: SearchSpace(json: #"{"units": {"type": "int", "low": 1, "high": 7}}"#),
      settings: TunerSettings(.asha, trials: 100, epochs: 4, factor: 2))
    let trials = try SyntheticSearch.runAll(tuner)
    #expect(trials.count { $0.plan.continues == nil } == 7)
    // A rung's best change as it fills: at least floor(7 / 2) went on, and half of those again.
    #expect(trials.count { $0.plan.lastEpoch == 2 } >= 3)
    #expect(trials.count { $0.plan.lastEpoch == 4 } >= 1)
    #expect(try tuner.isFinished)
  }
}
