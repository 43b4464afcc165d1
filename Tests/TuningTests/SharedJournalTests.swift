import Glibc
import Platform
import Testing
import Tuning

/// Several handles, as of several processes, over one journal.
@Suite struct SharedJournalTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(
    _ strategy: TunerSettings.Strategy = .random, trials: Int = 8,
    _ change: (inout TunerSettings) -> Void = { _ in }
  ) throws -> Tuner {
    var settings = TunerSettings(
      strategy, seed: 2, trials: trials, journal: folder.file("journal.jsonl"))
    change(&settings)
    return try Tuner(space: SyntheticSearch.space(), settings: settings)
  }

  private func ask(_ tuner: Tuner) throws -> Trial {
    guard case .trial(let trial) = try tuner.ask() else {
      throw ScanlineError(.internal, "no trial")
    }
    return trial
  }

  @Test func eachSeesWhatTheOtherDoes() throws {
    let one = try open()
    let two = try open()
    #expect(try [ask(one).id, ask(two).id, ask(one).id] == [0, 1, 2])
    try one.tell(trial: 0, value: 0.5)
    _ = try two.report(trial: 1, epoch: 1, value: 0.25)
    try two.tell(trial: 1, value: 0.75)
    let third = try ask(two)
    #expect(third.id == 3)
    #expect(two.history.best?.id == 1)
    #expect(two.history.trials[0].value == 0.5)
    _ = try one.summary()
    #expect(one.history.trials.map(\.value) == [0.5, 0.75, nil, nil])
    #expect(one.history.trials[1].reports == [1: 0.25])
    // Whoever runs a trial may end it, and it ends once.
    try one.tell(trial: 3, value: 0.1)
    #expect(
      scanlineError { try two.tell(trial: 3, value: 0.2) }?.message.contains("already completed")
        == true)
  }

  @Test func theTrialsAreThoseOfOneHandle() throws {
    let one = try open(trials: 9)
    let two = try open(trials: 9)
    var points: [Hyperparameters] = []
    for tuner in [one, two, two, one, two, one, one, one, two] {
      let trial = try ask(tuner)
      points.append(trial.plan.hyperparameters)
      try SyntheticSearch.run(trial, on: tuner)
    }
    #expect(try one.ask() == .finished && two.ask() == .finished)
    let alone = try Tuner(
      space: SyntheticSearch.space(), settings: TunerSettings(.random, seed: 2, trials: 9))
    #expect(try SyntheticSearch.runAll(alone).map(\.plan.hyperparameters) == points)
  }

  @Test func aFreedHandleGivesItsTrialsBack() throws {
    var one: Tuner? = try open()
    let two = try open()
    let lost = try one.map(ask)
    #expect(try ask(two).id == 1)
    one = nil
    let again = try ask(two)
    #expect(again.id == 0)
    #expect(again.plan == lost?.plan)
    #expect(try ask(two).id == 2)
  }

  @Test func aTrialGivenBackIsHandedOutNext() throws {
    let one = try open()
    let two = try open()
    let trial = try ask(one)
    #expect(try ask(one).id == 1)
    one.release(trial.id)
    #expect(try ask(two) == trial)
    #expect(try ask(two).id == 2)
  }

  /// A process of this machine that has ended, one that runs (number 1 always does), and one of a machine
  /// that cannot be asked.
  @Test func trialsOfDeadProcessesAreHandedOutAgain() throws {
    var tuner: Tuner? = try open()
    for _ in 0..<3 { _ = try tuner.map(ask) }
    let own = ProcessIdentity.current.text
    tuner = nil
    let first = try #require(ProcessIdentity.running(1)?.text)
    let holders = [
      own.replacing(#/[0-9]+$/#, with: "1/1"), "\(first)/1", "elsewhere/1/\(getpid())/1/1",
    ]
    try hold(holders)

    let patient = try open()
    #expect(try [ask(patient).id, ask(patient).id] == [0, 3])
    let hasty = try open { $0.budget.leaseSeconds = 3600 }
    #expect(try [ask(hasty).id, ask(hasty).id, ask(hasty).id] == [1, 2, 4])
  }

  /// A reboot ends what ran before it, a process of another machine or of one without a name apart.
  @Test(.enabled(if: ProcessIdentity.current.text.split(separator: "/").count == 5))
  func trialsOfAnEarlierBootAreHandedOutAgain() throws {
    var tuner: Tuner? = try open()
    for _ in 0..<3 { _ = try tuner.map(ask) }
    tuner = nil
    let machine = ProcessIdentity.current.text.prefix { $0 != "/" }
    try hold([
      "another/earlier/1/\(getpid())/1/1", "\(machine)/earlier/1/\(getpid())/1/1",
      "earlier/1/\(getpid())/1/1",
    ])
    let again = try open()
    #expect(try [ask(again).id, ask(again).id] == [1, 3])
  }

  /// Says in the journal that the first trials were handed out long ago, to `holders`, and not given back.
  private func hold(_ holders: [String]) throws {
    var lines = String(decoding: try folder.read("journal.jsonl"), as: UTF8.self)
      .split(separator: "\n").filter { !$0.contains("released") }.map(String.init)
    for (index, holder) in holders.enumerated() {
      lines[index + 1] = try lines[index + 1].replacing(
        #/"holder":"[^"]*"/#, with: "\"holder\":\(JSON.encode(holder))")
      lines[index + 1].replace(#/"time":[0-9.]*/#, with: "\"time\":1000")
    }
    try folder.write((lines.joined(separator: "\n") + "\n").utf8, "journal.jsonl")
  }

  /// Who has lost a trial, to a lease say, does not give it away when it is stopped or ends.
  @Test func nobodyGivesAwayWhatAnotherHas() throws {
    var one: Tuner? = try open { $0.budget.leaseSeconds = 0.05 }
    let trial = try #require(try one.map(ask))
    usleep(100_000)
    let two = try open { $0.budget.leaseSeconds = 0.05 }
    #expect(try ask(two).id == trial.id)
    let three = try open()
    one?.release(trial.id)
    three.release(trial.id)
    one = nil
    #expect(try ask(three).id == 1)
    #expect(try releases() == 0)
    two.release(trial.id)
    two.release(trial.id)
    #expect(try ask(three).id == trial.id)
    #expect(try releases() == 1)
  }

  private func releases() throws -> Int {
    String(decoding: try folder.read("journal.jsonl"), as: UTF8.self)
      .split(separator: "\n").count { $0.contains("released") }
  }

  /// A holder that is written as we do not know it may be at work: only a lease ends it.
  @Test func aHolderThatCannotBeReadIsNotGone() throws {
    var tuner: Tuner? = try open()
    _ = try tuner.map(ask)
    tuner = nil
    var lines = String(decoding: try folder.read("journal.jsonl"), as: UTF8.self)
      .split(separator: "\n").prefix(2).map(String.init)
    lines[1].replace(#/"holder":"[^"]*"/#, with: "\"holder\":\"somewhere else\"")
    lines[1].replace(#/"time":[0-9.]*/#, with: "\"time\":1000")
    try folder.write((lines.joined(separator: "\n") + "\n").utf8, "journal.jsonl")
    let patient = try open()
    #expect(try ask(patient).id == 1)
    #expect(try ask(open { $0.budget.leaseSeconds = 60 }).id == 0)
  }

  /// Every look at the search is a look at the journal as it is.
  @Test func answersAreAsNewAsTheJournal() throws {
    let one = try open(trials: 10)
    let reader = try Tuner(journal: folder.file("journal.jsonl"), isReadOnly: true)
    for value in 0..<8 {
      try one.tell(trial: ask(one).id, value: Double(value))
      #expect(try reader.currentHistory().best?.value == Double(value))
    }
    #expect(try !reader.importance.isEmpty)
    let other = try Tuner(journal: folder.file("journal.jsonl"), isReadOnly: true)
    #expect(try other.currentHistory().trials.count == 8)
    // What is known is not lost with the journal.
    #expect(rename(folder.file("journal.jsonl"), folder.file("moved.jsonl")) == 0)
    #expect(try reader.currentHistory().best?.value == 7)
  }

  @Test func waitsForTheOthersTrials() throws {
    let one = try open(trials: 1)
    let two = try open(trials: 1)
    let trial = try ask(one)
    #expect(try two.ask() == .wait)
    try one.tell(trial: trial.id, value: 1)
    #expect(try two.ask() == .finished)
  }

  @Test func threadsOfSeveralHandlesShareASearch() throws {
    let tuners = try (0..<3).map { _ in try open(.hyperband, trials: 0) }
    let threads = try tuners.map { tuner in
      try Thread {
        while true {
          switch try? tuner.ask() {
          case .trial(let trial): try? SyntheticSearch.run(trial, on: tuner)
          case .wait: continue
          case .finished, nil: return
          }
        }
      }
    }
    for thread in threads { thread.join() }
    let history = try open(.hyperband, trials: 0).history
    #expect(history.trials.count == 15)
    #expect(history.trials.allSatisfy { $0.state == .completed })
  }
}
