import Testing
import Tuning

@Suite struct HyperbandTests {
  /// Trials of one bracket by round.
  private func rounds(_ bracket: Int, _ tuner: Tuner) -> [[Trial]] {
    (0...bracket).map { round in
      tuner.history.trials.filter { $0.plan.bracket == bracket && $0.plan.round == round }
    }
  }

  /// What each trial was and gave, without its id, sorted.
  private func results(_ tuner: Tuner) -> [String] {
    tuner.history.trials.map {
      "\($0.plan.bracket ?? -1) \($0.plan.round ?? -1) \($0.plan.hyperparameters.text) "
        + "\($0.plan.firstEpoch) \($0.plan.lastEpoch) \($0.value ?? .nan)"
    }.sorted()
  }

  @Test(arguments: [(1, -1), (.max, 0), (-1, -2), (3, 3)])
  func whatAJournalSaysOfBracketsIsNotTrusted(bracket: Int, round: Int) throws {
    let settings = TunerSettings(.hyperband, seed: 5, epochs: 27, factor: 3)
    let tuner = try Tuner(space: SyntheticSearch.space(), settings: settings)
    _ = try tuner.ask()
    var plan = tuner.history.trials[0].plan
    plan.bracket = bracket
    plan.round = round
    var history = History(objectives: [Objective(.maximize)])
    history.apply(.trial(id: 0, plan: plan))
    history.apply(.completed(id: 0, values: [1], endEpoch: nil))
    #expect(tuner.oracle.continuable(in: history).isEmpty)
  }

  @Test(arguments: [Direction.maximize, .minimize])
  func theBestOfARoundGoOnFromTheirCheckpoints(direction: Direction) throws {
    var settings = TunerSettings(.hyperband, seed: 5, epochs: 27, factor: 3)
    settings.direction = direction
    let tuner = try Tuner(space: SyntheticSearch.space(), settings: settings)
    try SyntheticSearch.runAll(tuner)
    let schedule = HyperbandSchedule(maxEpochs: 27, factor: 3)
    #expect(tuner.history.trials.count == 70)
    for bracket in 0..<4 {
      let rounds = self.rounds(bracket, tuner)
      for (round, trials) in rounds.enumerated() {
        #expect(trials.count == schedule.size(bracket: bracket, round: round))
        #expect(
          trials.allSatisfy {
            $0.plan.lastEpoch == schedule.epochs(bracket: bracket, round: round)
          })
        guard round > 0 else {
          #expect(trials.allSatisfy { $0.plan.continues == nil && $0.plan.firstEpoch == 0 })
          continue
        }
        let ranked = rounds[round - 1].sorted { left, right in
          direction.isBetter(left.value ?? .nan, than: right.value ?? .nan)
        }
        #expect(trials.map(\.plan.continues) == ranked.prefix(trials.count).map { $0.id })
        for trial in trials {
          let parent = tuner.history.trials[trial.plan.continues ?? 0]
          #expect(trial.plan.hyperparameters == parent.plan.hyperparameters)
          #expect(trial.plan.firstEpoch == parent.plan.lastEpoch)
        }
      }
    }
  }

  @Test(arguments: [2, 3, 7, 100])
  func parallelHostsFindWhatASingleOneFinds(workers: Int) throws {
    func tuner() throws -> Tuner {
      try Tuner(
        space: SyntheticSearch.space(),
        settings: TunerSettings(.hyperband, seed: 0, epochs: 9, factor: 3))
    }
    let single = try tuner()
    try SyntheticSearch.runAll(single)
    let parallel = try tuner()
    try SyntheticSearch.runParallel(parallel, workers: workers)
    #expect(try parallel.isFinished)
    #expect(results(parallel) == results(single))
  }

  @Test func nothingIsPromotedFromARoundThatStillRuns() throws {
    let tuner = try Tuner(
      space: SyntheticSearch.space(), settings: TunerSettings(.hyperband, epochs: 4, factor: 2))
    // Bracket 2: 4 trials of 1 epoch; all but one are told.
    var trials: [Trial] = []
    for _ in 0..<4 { if case .trial(let trial) = try tuner.ask() { trials.append(trial) } }
    for trial in trials.dropFirst() { try tuner.tell(trial: trial.id, value: Double(trial.id)) }
    // The next bracket's first round goes ahead meanwhile.
    guard case .trial(let other) = try tuner.ask() else {
      Issue.record("no trial")
      return
    }
    #expect(other.plan.bracket == 1 && other.plan.round == 0)
    try tuner.tell(trial: trials[0].id, value: 99)
    for expected in [trials[0].id, 3] {
      guard case .trial(let next) = try tuner.ask() else {
        Issue.record("no trial")
        return
      }
      #expect(next.plan.continues == expected)
    }
  }

  @Test func equalValuesPromoteTheEarlierTrial() throws {
    let tuner = try Tuner(
      space: SyntheticSearch.space(), settings: TunerSettings(.hyperband, epochs: 4, factor: 2))
    while case .trial(let trial) = try tuner.ask() { try tuner.tell(trial: trial.id, value: 1) }
    let rounds = self.rounds(2, tuner)
    #expect(rounds[1].map(\.plan.continues) == [0, 1])
    #expect(rounds[2].map(\.plan.continues) == [4])
    #expect(tuner.history.best?.id == 0)
  }

  @Test func failedTrialsAreNotPromotedAndBlockNothing() throws {
    let tuner = try Tuner(
      space: SyntheticSearch.space(),
      settings: TunerSettings(.hyperband, epochs: 9, factor: 3, failures: 100))
    // In the first bracket only two of nine complete; three were to go on.
    while case .trial(let trial) = try tuner.ask() {
      if trial.plan.bracket == 2 && trial.plan.round == 0 && trial.id != 4 && trial.id != 7 {
        try tuner.tell(trial: trial.id, failure: "no luck")
      } else if trial.plan.bracket == 1 {
        try tuner.tell(trial: trial.id, value: .nan)
      } else {
        try SyntheticSearch.run(trial, on: tuner)
      }
    }
    let rounds = self.rounds(2, tuner)
    #expect(rounds.map(\.count) == [9, 2, 1])
    #expect(Set(rounds[1].map(\.plan.continues)) == [4, 7])
    #expect(self.rounds(1, tuner).map(\.count) == [5, 0])
    #expect(self.rounds(0, tuner).map(\.count) == [3])
    #expect(try tuner.isFinished)
  }

  /// The brackets get smaller where the space ends, and no point is begun twice.
  @Test(
    arguments: [
      (2, [[2, 2, 1], [0, 0], [0]]), (11, [[9, 3, 1], [2, 2], [0]]),
      (16, [[9, 3, 1], [5, 2], [2]]),
      (17, [[9, 3, 1], [5, 2], [3]]), (18, [[9, 3, 1], [5, 2], [3]]),
    ], [TunerSettings.Strategy.hyperband, .bohb])
  func aSmallSpaceEndsTheBracketsEarly(
    space: (points: Int, rounds: [[Int]]), strategy: TunerSettings.Strategy
  ) throws {
    let tuner = try Tuner(
      space: SearchSpace(
        json: "{\"units\": {\"type\": \"int\", \"low\": 1, \"high\": \(space.points)}}"),
      settings: TunerSettings(strategy, epochs: 9, factor: 3))
    let trials = try SyntheticSearch.runAll(tuner)
    #expect((0...2).reversed().map { rounds($0, tuner).map(\.count) } == space.rounds)
    let fresh = trials.filter { $0.plan.continues == nil }.map(\.plan.hyperparameters)
    #expect(Set(fresh).count == fresh.count)
    #expect(try tuner.isFinished)
  }

  @Test func runsNoPointTwiceInALargeSpace() throws {
    let tuner = try Tuner(
      space: SyntheticSearch.space(), settings: TunerSettings(.hyperband, epochs: 27, factor: 3))
    try SyntheticSearch.runAll(tuner)
    let fresh = tuner.history.trials.filter { $0.plan.continues == nil }
    #expect(Set(fresh.map(\.plan.hyperparameters)).count == fresh.count)
  }

  @Test func stopsAtTheLimitOfTrials() throws {
    let tuner = try Tuner(
      space: SyntheticSearch.space(),
      settings: TunerSettings(.hyperband, trials: 5, epochs: 9, factor: 3))
    #expect(try SyntheticSearch.runAll(tuner).count == 5)
    #expect(try tuner.isFinished)
  }

  /// A checkpoint may go when no proposal to come can want it, and not before.
  @Test func knowsWhichCheckpointsAreStillNeeded() throws {
    let tuner = try Tuner(
      space: SyntheticSearch.space(),
      settings: TunerSettings(.hyperband, seed: 2, epochs: 9, factor: 3))
    var dropped: Set<Int> = []
    var mostKept = 0
    while case .trial(let trial) = try tuner.ask() {
      if let parent = trial.plan.continues { #expect(!dropped.contains(parent)) }
      try SyntheticSearch.run(trial, on: tuner)
      let history = tuner.history
      let kept = tuner.oracle.continuable(in: history).sorted()
      mostKept = max(mostKept, kept.count)
      dropped.formUnion(Set(0..<history.trials.count).subtracting(kept))
    }
    #expect(mostKept == 3)
    #expect(dropped.count == tuner.history.trials.count)
  }
}
