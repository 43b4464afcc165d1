import Compute
import Platform
import Testing
import Tuning

/// A search killed at any moment goes on to the very end that it would have had.
@Suite struct ResumeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(_ strategy: TunerSettings.Strategy) throws -> Tuner {
    let trials = [.hyperband, .bohb].contains(strategy) ? 0 : 8
    var settings = TunerSettings(
      strategy, seed: 9, trials: trials, journal: folder.file("journal.jsonl"))
    settings.options.startupTrials = 3
    return try Tuner(space: SyntheticSearch.space(), settings: settings)
  }

  /// Runs the search with failures sprinkled in: trials whose id leaves 3 over 5 fail.
  private func run(_ tuner: Tuner) throws {
    while case .trial(let trial) = try tuner.ask() {
      if trial.id % 5 == 3 {
        try tuner.tell(trial: trial.id, failure: "trial \(trial.id) had to fail")
      } else {
        try SyntheticSearch.run(trial, on: tuner)
      }
    }
  }

  @Test(arguments: TunerSettings.Strategy.allCases)
  func everyPrefixOfTheJournalLeadsToTheSameEnd(strategy: TunerSettings.Strategy) throws {
    var tuner: Tuner? = try open(strategy)
    try tuner.map(run)
    let expected = try tuner?.summaryText()
    tuner = nil
    let journal = try folder.read("journal.jsonl")

    // After every line, within every line, and one byte short of its end.
    let ends = journal.indices.filter { journal[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    var cuts: Set<Int> = [0]
    for (start, end) in zip([0] + ends, ends) { cuts.formUnion([end, (start + end) / 2, end - 1]) }
    for cut in cuts.sorted() {
      try folder.write(journal[..<cut], "journal.jsonl")
      let resumed = try open(strategy)
      try run(resumed)
      #expect(try resumed.summaryText() == expected, "cut at byte \(cut)")
    }
  }

  /// With defaults to begin with, brackets that begin again and two objectives.
  @Test(arguments: [TunerSettings.Strategy.hyperband, .asha, .bohb])
  func aSearchWithABudgetGoesOnToTheSameEnd(strategy: TunerSettings.Strategy) throws {
    func open() throws -> Tuner {
      var settings = TunerSettings(strategy, seed: 0, journal: folder.file("journal.jsonl"))
      settings.budget.maxTotalEpochs = 90
      settings.objectives = [
        Objective(metric: "good", .maximize), Objective(metric: "cost", .minimize),
      ]
      let text = SyntheticSearch.spaceText.replacing(
        "\"boolean\"", with: "\"boolean\", \"default\": true")
      return try Tuner(space: SearchSpace(json: text), settings: settings)
    }
    func run(_ tuner: Tuner) throws {
      while case .trial(let trial) = try tuner.ask() {
        let point = trial.plan.hyperparameters
        try tuner.tell(
          trial: trial.id,
          values: [
            SyntheticSearch.value(point, epoch: trial.plan.lastEpoch),
            point.values["units"]?.double ?? 0,
          ])
      }
    }
    var tuner: Tuner? = try open()
    try tuner.map(run)
    let expected = try tuner?.summaryText()
    let iterations = tuner?.history.trials.compactMap(\.plan.iteration) ?? []
    if strategy != .asha { #expect(!iterations.isEmpty) }
    tuner = nil
    let journal = try folder.read("journal.jsonl")
    var random = RandomStream(seed: 3, .test)
    for _ in 0..<25 {
      let cut = random.integer(below: journal.count)
      try folder.write(journal[..<cut], "journal.jsonl")
      let resumed = try open()
      try run(resumed)
      #expect(try resumed.summaryText() == expected, "cut at byte \(cut)")
    }
  }

  @Test func aParallelSearchGoesOnToTheSameResults() throws {
    func results(_ tuner: Tuner) -> [String] {
      tuner.history.trials.map {
        "\($0.plan.bracket ?? -1) \($0.plan.round ?? -1) \($0.plan.hyperparameters.text) "
          + "\($0.value ?? .nan)"
      }.sorted()
    }
    var tuner: Tuner? = try open(.hyperband)
    try tuner.map { try SyntheticSearch.runParallel($0, workers: 3) }
    let expected = tuner.map(results)
    tuner = nil
    let journal = try folder.read("journal.jsonl")
    for (end, byte) in journal.enumerated() where byte == UInt8(ascii: "\n") {
      try folder.write(journal[...end], "journal.jsonl")
      let resumed = try open(.hyperband)
      try SyntheticSearch.runParallel(resumed, workers: 3)
      #expect(results(resumed) == expected, "cut at byte \(end)")
    }
  }

  @Test func runningTrialsAreHandedOutAgainFirst() throws {
    var before: [Trial] = []
    var tuner: Tuner? = try open(.hyperband)
    for _ in 0..<4 { if case .trial(let trial)? = try tuner?.ask() { before.append(trial) } }
    try tuner?.tell(trial: 1, value: 0.5)
    _ = try tuner?.report(trial: 2, epoch: 1, value: 0.25)
    tuner = nil

    let resumed = try open(.hyperband)
    // A worker that outlived the process tells its trial before anyone asks.
    try resumed.tell(trial: 3, value: 0.75)
    for id in [0, 2] {
      guard case .trial(let trial) = try resumed.ask() else {
        Issue.record("no trial")
        return
      }
      #expect(trial.id == id)
      #expect(trial.plan == before[id].plan)
    }
    guard case .trial(let next) = try resumed.ask() else {
      Issue.record("no trial")
      return
    }
    #expect(next.id == 4)
    #expect(next.plan.bracket == 1)
    #expect(resumed.history.trials[2].reports == [1: 0.25])
  }

  @Test func aFinishedSearchStaysFinished() throws {
    try run(open(.random))
    let again = try open(.random)
    #expect(try again.ask() == .finished)
    #expect(again.history.best != nil)
  }
}
