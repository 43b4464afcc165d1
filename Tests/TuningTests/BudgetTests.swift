import Glibc
import Platform
import Testing

@testable import Tuning

@Suite struct BudgetTests {
  private func tuner(
    _ strategy: TunerSettings.Strategy = .random, trials: Int = 50,
    _ change: (inout TunerSettings) -> Void
  ) throws -> Tuner {
    var settings = TunerSettings(strategy, trials: trials)
    change(&settings)
    return try Tuner(space: SyntheticSearch.space(), settings: settings)
  }

  private func ending(_ tuner: Tuner) throws -> JSONValue? {
    guard case .object(let summary) = try tuner.summary() else { return nil }
    return summary["ending"]
  }

  @Test func epochsOfAllTrialsTogether() throws {
    let tuner = try self.tuner { $0.budget.maxTotalEpochs = 18 }
    // Four epochs each; two are left over.
    #expect(try SyntheticSearch.runAll(tuner).count == 4)
    #expect(try ending(tuner) == .string("epochs"))
  }

  @Test(arguments: [
    (TunerSettings.Strategy.random, 3, Int?(4)), (.hyperband, 3, nil), (.bayesian, 1, 4),
  ])
  func fewerEpochsThanTheFirstTrialTakesAreRefused(
    strategy: TunerSettings.Strategy, limit: Int, epochs: Int?
  ) {
    let error = scanlineError { _ = try tuner(strategy) { $0.budget.maxTotalEpochs = limit } }
    #expect(error?.kind == (epochs == nil ? nil : .invalidArgument))
    if let epochs {
      #expect(error?.message.contains("max_total_epochs is \(limit)") == true)
      #expect(error?.message.contains("takes \(epochs) epochs") == true)
    }
  }

  @Test func namesTheLimitsThatAStrategyNeeds() {
    let error = scanlineError { _ = try tuner(.random, trials: 0) { _ in } }
    for part in ["random", "max_trials", "max_total_epochs", "max_seconds"] {
      #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }
  }

  @Test func saysHowFarATrialThatWasStoppedHasCome() throws {
    let tuner = try self.tuner { $0.budget.target = 0.5 }
    guard case .trial(let trial) = try tuner.ask() else {
      Issue.record("no trial")
      return
    }
    #expect(trial.endEpoch == 0)
    _ = try tuner.report(trial: trial.id, epoch: 1, value: 0.1)
    _ = try tuner.report(trial: trial.id, epoch: 2, value: 0.6)
    try tuner.tell(trial: trial.id, value: 0.6)
    #expect(tuner.history.trials[0].endEpoch == 2 && tuner.history.trials[0].plan.lastEpoch == 4)
  }

  @Test func objectivesMayBeWrittenWithSpaces() throws {
    let objectives = try Objective.list(" maximize: accuracy , minimize :latency")
    #expect(objectives.map(\.text) == ["maximize:accuracy", "minimize:latency"])
    for text in ["maximize: ", "maximize:a,", "max imize:a"] {
      #expect(throws: ScanlineError.self) { try Objective.list(text) }
    }
  }

  @Test func epochsThatATrialDidNotRunAreLeftForOthers() throws {
    let tuner = try self.tuner { $0.budget.maxTotalEpochs = 8 }
    guard case .trial(let first) = try tuner.ask(), case .trial(let second) = try tuner.ask() else {
      Issue.record("no trials")
      return
    }
    #expect(try tuner.ask() == .wait)
    for trial in [first, second] {
      for epoch in 1...2 { _ = try tuner.report(trial: trial.id, epoch: epoch, value: 0.1) }
      try tuner.tell(trial: trial.id, value: 0.1)
    }
    guard case .trial = try tuner.ask() else {
      Issue.record("four epochs are left")
      return
    }
  }

  /// Early stopping of a host's own that reports nothing, and trials that fail.
  @Test func epochsThatAreToldCount() throws {
    let tuner = try self.tuner(.hyperband) { $0.budget.maxTotalEpochs = 200 }
    func next() throws -> Trial {
      guard case .trial(let trial) = try tuner.ask() else {
        throw ScanlineError(.internal, "no trial")
      }
      return trial
    }
    // Brackets of 1, 2 and 4 epochs: 4 trials of 1, of which 2 go on to 2, of which 1 goes on to 4.
    for value in [0.4, 0.3, 0.2] {
      try tuner.tell(trial: next().id, values: [value], endEpoch: 1)
    }
    let failed = try next()
    try tuner.tell(trial: failed.id, failure: "none was run")
    #expect(tuner.history.epochCount == 3)
    let second = try next()
    #expect(second.plan.firstEpoch == 1 && second.plan.lastEpoch == 2)
    for epoch in [0, 3] {
      let error = scanlineError { try tuner.tell(trial: second.id, values: [1], endEpoch: epoch) }
      #expect(error?.message.contains("end_epoch is \(epoch), not from 1 to 2") == true)
    }
    try tuner.tell(trial: second.id, values: [0.4], endEpoch: 1)
    #expect(tuner.history.epochCount == 3)
    try tuner.tell(trial: next().id, values: [0.3])
    let third = try next()
    #expect(third.plan.continues == second.id)
    #expect(third.plan.firstEpoch == 1 && third.plan.lastEpoch == 4)
    #expect(tuner.history.epochCount == 3 + 1 + 3)
  }

  @Test(arguments: [(Direction.maximize, 0.5, 0.4), (.minimize, 0.5, 0.6)])
  func aTargetEndsTheSearch(direction: Direction, target: Double, short: Double) throws {
    let tuner = try self.tuner {
      $0.direction = direction
      $0.budget.target = target
    }
    guard case .trial(let first) = try tuner.ask(), case .trial(let second) = try tuner.ask() else {
      Issue.record("no trials")
      return
    }
    #expect(try !tuner.report(trial: first.id, epoch: 1, value: short))
    #expect(try !tuner.report(trial: first.id, epoch: 2, value: .nan))
    #expect(try tuner.report(trial: first.id, epoch: 3, value: target))
    // The others may end, too.
    #expect(try tuner.report(trial: second.id, epoch: 1, value: short))
    #expect(try tuner.ask() == .finished)
    try tuner.tell(trial: first.id, value: target)
    #expect(try tuner.ask() == .finished)
    try tuner.tell(trial: second.id, value: short)
    #expect(try ending(tuner) == .string("target"))
  }

  @Test func timeEndsTheSearch() throws {
    let tuner = try self.tuner { $0.budget.maxSeconds = 0.2 }
    guard case .trial(let trial) = try tuner.ask() else {
      Issue.record("no trial")
      return
    }
    usleep(250_000)
    #expect(try tuner.report(trial: trial.id, epoch: 1, value: 0.1))
    #expect(try tuner.ask() == .finished)
    try tuner.tell(trial: trial.id, value: 0.1)
    #expect(try ending(tuner) == .string("seconds"))
    #expect(tuner.history.best?.id == 0)
  }

  @Test func saysWhyASearchEnded() throws {
    let trials = try tuner(trials: 2) { _ in }
    #expect(try ending(trials) == .null)
    try SyntheticSearch.runAll(trials)
    #expect(try ending(trials) == .string("trials"))
    let whole = try tuner(.hyperband, trials: 0) { _ in }
    try SyntheticSearch.runAll(whole)
    #expect(try ending(whole) == .string("complete"))
  }

  private static func budget(_ change: (inout SearchBudget) -> Void) -> SearchBudget {
    var budget = SearchBudget()
    change(&budget)
    return budget
  }

  @Test(arguments: [
    ("max_seconds", budget { $0.maxSeconds = -1 }),
    ("max_seconds", budget { $0.maxSeconds = .nan }),
    ("max_total_epochs", budget { $0.maxTotalEpochs = -1 }),
    ("target", budget { $0.target = .infinity }),
    ("lease_seconds", budget { $0.leaseSeconds = 1e10 }),
  ])
  func refusesWhatCannotBe(key: String, budget: SearchBudget) {
    let error = scanlineError { _ = try tuner { $0.budget = budget } }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains(key) == true)
  }
}
