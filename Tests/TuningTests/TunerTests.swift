import Glibc
import Platform
import Testing
import Tuning

@Suite struct TunerTests {
  private func tuner(_ settings: TunerSettings = TunerSettings(.random, trials: 50)) throws -> Tuner
  {
    try Tuner(space: SyntheticSearch.space(), settings: settings)
  }

  private func ask(_ tuner: Tuner) throws -> Trial {
    guard case .trial(let trial) = try tuner.ask() else {
      throw ScanlineError(.internal, "no trial")
    }
    return trial
  }

  @Test func takesTellsInAnyOrder() throws {
    let tuner = try self.tuner()
    let trials = try (0..<5).map { _ in try ask(tuner) }
    for trial in [trials[3], trials[0], trials[4], trials[1]] {
      try tuner.tell(trial: trial.id, value: Double(trial.id))
    }
    #expect(tuner.history.trials.map(\.value) == [0, 1, nil, 3, 4])
    #expect(tuner.history.trials[2].state == .running)
    #expect(tuner.history.runningCount == 1)
    #expect(tuner.history.best?.id == 4)
  }

  @Test func refusesWhatIsNotARunningTrial() throws {
    let tuner = try self.tuner()
    let trial = try ask(tuner)
    for (words, body) in [
      ("trial 7 is not known", { try tuner.tell(trial: 7, value: 1) }),
      ("trial -1 is not known", { try tuner.tell(trial: -1, failure: "x") }),
      ("epoch 0; it runs from 1 to 4", { _ = try tuner.report(trial: 0, epoch: 0, value: 1) }),
      ("epoch 5; it runs from 1 to 4", { _ = try tuner.report(trial: 0, epoch: 5, value: 1) }),
    ] as [(String, () throws -> Void)] {
      let error = scanlineError(body)
      #expect(error?.kind == .invalidArgument)
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
    }
    #expect(tuner.history.trials == [trial])
    try tuner.tell(trial: 0, value: 1)
    #expect(
      scanlineError { try tuner.tell(trial: 0, value: 2) }?.message
        .contains("trial 0 has already completed") == true)
    #expect(tuner.history.trials[0].value == 1)
  }

  @Test func reportsNeverStopATrialHere() throws {
    let tuner = try self.tuner()
    let trial = try ask(tuner)
    for epoch in 1...4 {
      #expect(try tuner.report(trial: trial.id, epoch: epoch, value: Double(epoch)) == false)
    }
    #expect(try tuner.report(trial: trial.id, epoch: 2, value: 9) == false)
    #expect(tuner.history.trials[0].reports == [1: 1, 2: 9, 3: 3, 4: 4])
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func aValueThatIsNotFiniteIsAFailure(value: Double) throws {
    let tuner = try self.tuner()
    try tuner.tell(trial: ask(tuner).id, value: value)
    #expect(tuner.history.trials[0].state == .failed)
    #expect(tuner.history.trials[0].message?.contains("not finite") == true)
    #expect(tuner.history.best == nil)
  }

  @Test(arguments: [(Direction.maximize, 2), (.minimize, 1)])
  func knowsTheBest(direction: Direction, id: Int) throws {
    var settings = TunerSettings(.random, trials: 4)
    settings.direction = direction
    let tuner = try self.tuner(settings)
    for value in [2.0, -1, 5, 5] { try tuner.tell(trial: ask(tuner).id, value: value) }
    #expect(tuner.history.best?.id == id)
  }

  @Test func tooManyFailuresInARowEndTheSearch() throws {
    let tuner = try self.tuner()
    for _ in 0..<2 { try tuner.tell(trial: ask(tuner).id, failure: "bad") }
    try tuner.tell(trial: ask(tuner).id, value: 1)
    for _ in 0..<2 { try tuner.tell(trial: ask(tuner).id, failure: "bad") }
    #expect(tuner.failure == nil)
    #expect(try !tuner.isFinished)
    try tuner.tell(trial: ask(tuner).id, failure: "out of luck")
    #expect(try tuner.ask() == .finished)
    #expect(try tuner.isFinished)
    #expect(tuner.failure == "3 trials failed one after the other; the last, trial 5: out of luck")
    #expect(tuner.history.best?.id == 2)
  }

  @Test func summaryTellsEverything() throws {
    let tuner = try self.tuner(TunerSettings(.random, seed: 7, trials: 3))
    try SyntheticSearch.run(ask(tuner), on: tuner)
    try tuner.tell(trial: ask(tuner).id, failure: "bad")
    _ = try ask(tuner)
    guard case .object(let summary) = try tuner.summary(),
      case .array(let trials)? = summary["trials"],
      case .object(let first) = trials[0], case .object(let second) = trials[1],
      case .object(let third) = trials[2], case .array(let reports)? = first["reports"]
    else {
      Issue.record("not as described")
      return
    }
    #expect(summary["best"] == .integer(0))
    #expect(summary["seed"] == .integer(7))
    #expect(summary["finished"] == .bool(false))
    #expect(first["state"] == .string("completed"))
    #expect(first["value"] == tuner.history.trials[0].value.map { .number($0) })
    #expect(
      first["hyperparameters"] == .object(tuner.history.trials[0].plan.hyperparameters.values))
    #expect(reports.count == 4)
    #expect(second["state"] == .string("failed"))
    #expect(second["message"] == .string("bad"))
    #expect(third["state"] == .string("running"))
    #expect(third["value"] == .null)
    try tuner.tell(trial: 2, value: 99)
    guard case .object(let ended) = try tuner.summary() else { return }
    #expect(ended["finished"] == .bool(true))
    #expect(ended["best"] == .integer(2))
  }

  @Test(arguments: [
    ("max_trials", "0", \TunerSettings.maxTrials, 0),
    ("max_epochs", "0", \TunerSettings.maxEpochs, 0),
    ("max_epochs", "100001", \TunerSettings.maxEpochs, 100_001),
    ("max_consecutive_failures", "0", \TunerSettings.maxConsecutiveFailures, 0),
  ])
  func refusesSettings(
    key: String, value: String, path: WritableKeyPath<TunerSettings, Int> & Sendable, number: Int
  ) {
    var settings = TunerSettings(.random, trials: 1)
    settings[keyPath: path] = number
    let error = scanlineError { _ = try tuner(settings) }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("\(key) is \(value)") == true)
  }

  @Test func refusesAFactorBelowTwo() {
    let error = scanlineError { _ = try tuner(TunerSettings(.hyperband, factor: 1)) }
    #expect(error?.message.contains("factor is 1, not from 2") == true)
  }

  @Test func threadsMayShareATuner() throws {
    let tuner = try self.tuner(TunerSettings(.hyperband, epochs: 9, factor: 3))
    let threads = try (0..<4).map { _ in
      try Thread {
        while true {
          switch try? tuner.ask() {
          case .trial(let trial): try? SyntheticSearch.run(trial, on: tuner)
          case .wait: usleep(1000)
          case .finished, nil: return
          }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(tuner.history.trials.count == 23)
    #expect(tuner.history.trials.allSatisfy { $0.state == .completed })
  }
}
