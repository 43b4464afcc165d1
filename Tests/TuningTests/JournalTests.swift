import Platform
import Testing
import Tuning

@Suite struct JournalTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func settings(_ change: (inout TunerSettings) -> Void = { _ in }) -> TunerSettings {
    var settings = TunerSettings(.hyperband, seed: 4, journal: folder.file("journal.jsonl"))
    change(&settings)
    return settings
  }

  private func open(
    _ settings: TunerSettings? = nil, space: String = SyntheticSearch.spaceText
  ) throws -> Tuner {
    try Tuner(space: SearchSpace(json: space), settings: settings ?? self.settings())
  }

  /// A journal with a few trials in it.
  private func someJournal() throws -> [UInt8] {
    let tuner = try open()
    for _ in 0..<3 {
      if case .trial(let trial) = try tuner.ask() { try SyntheticSearch.run(trial, on: tuner) }
    }
    return try folder.read("journal.jsonl")
  }

  @Test func isOneJSONObjectALine() throws {
    let tuner = try open()
    guard case .trial(let trial) = try tuner.ask() else {
      Issue.record("no trial")
      return
    }
    _ = try tuner.report(trial: trial.id, epoch: 1, value: .nan)
    try tuner.tell(trial: trial.id, failure: "a \"reason\"\nof two lines")
    let text = String(decoding: try folder.read("journal.jsonl"), as: UTF8.self)
    #expect(text.hasSuffix("\n"))
    let lines = try text.split(separator: "\n").map {
      try JSON.decode([String: JSONValue].self, from: String($0), what: "line")
    }
    #expect(lines.count == 4)
    #expect(lines[0]["format"] == .string("scanline-journal"))
    #expect(lines[0]["version"] == .integer(1))
    #expect(
      lines.dropFirst().map { $0["event"] } == ["trial", "report", "failed"].map { .string($0) })
    #expect(lines[1]["hyperparameters"] == .object(trial.plan.hyperparameters.values))
    #expect(lines[2]["value"] == .null)
    #expect(lines[3]["message"] == .string("a \"reason\"\nof two lines"))
  }

  /// Two such trials together had more epochs than a number holds.
  @Test(arguments: [Int.max, 100_001])
  func refusesATrialOfTooManyEpochs(last: Int) throws {
    let path = folder.file("journal.jsonl")
    let settings = self.settings { $0.budget.maxTotalEpochs = 100 }
    _ = try open(settings)
    let point = #"{"drop":0,"flip":true,"rate":0.01,"units":16}"#
    let line =
      #"{"event":"trial","first_epoch":0,"hyperparameters":\#(point),"id":0,"last_epoch":\#(last)}"#
    try folder.write(folder.read("journal.jsonl") + Array((line + "\n").utf8), "journal.jsonl")
    let error = scanlineError { _ = try open(settings).ask() }
    #expect(error?.kind == .corruptModel)
    let message = error?.message ?? ""
    for part in [path, "line 2", "\(last)", "100000"] {
      #expect(message.contains(part), "\(message)")
    }
  }

  @Test func keepsTheGreatestSeed() throws {
    let settings = self.settings { $0.seed = .max }
    _ = try open(settings)
    #expect(throws: Never.self) { try open(settings) }
    #expect(scanlineError { _ = try open() }?.message.contains("seed \(UInt64.max), not 4") == true)
  }

  /// Every difference that would change the proposals is refused by its name.
  @Test func refusesAnotherSearchsJournal() throws {
    let journal = try someJournal()
    let cases: [(TunerSettings, String, [String])] = [
      (settings { $0.seed = 5 }, SyntheticSearch.spaceText, ["seed 4, not 5"]),
      (settings { $0.factor = 3 }, SyntheticSearch.spaceText, ["factor 2, not 3"]),
      (settings { $0.maxEpochs = 8 }, SyntheticSearch.spaceText, ["max_epochs 4, not 8"]),
      (
        settings { $0.direction = .minimize }, SyntheticSearch.spaceText, ["maximize, not minimize"]
      ),
      (
        settings {
          $0.strategy = .random
          $0.maxTrials = 3
        }, SyntheticSearch.spaceText, ["strategy hyperband, not random"]
      ),
      (
        settings(), SyntheticSearch.spaceText.replacing("64]", with: "65]"),
        ["\"units\"", "64", "65"]
      ),
      (settings(), #"{"rate": {"type": "boolean"}}"#, ["\"drop\"", "absent here"]),
    ]
    for (settings, space, words) in cases {
      let error = scanlineError { _ = try open(settings, space: space) }
      #expect(error?.kind == .invalidArgument)
      for word in words + ["journal.jsonl"] {
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "no error")")
      }
      #expect(try folder.read("journal.jsonl") == journal)
    }
  }

  @Test func limitsMayChange() throws {
    _ = try someJournal()
    let tuner = try open(
      settings {
        $0.maxTrials = 4
        $0.maxConsecutiveFailures = 9
      })
    #expect(try SyntheticSearch.runAll(tuner).map(\.id) == [3])
  }

  /// The search begins again under whatever limits are given then.
  @Test func aKillWhileTheFirstLineIsWrittenLeavesNoJournal() throws {
    _ = try open()
    let line = try folder.read("journal.jsonl")
    for length in stride(from: 0, to: line.count, by: 7) {
      try folder.write(line[..<length], "journal.jsonl")
      let tuner = try open(settings { $0.maxConsecutiveFailures = 1234 })
      guard case .trial = try tuner.ask() else {
        Issue.record("\(length) bytes")
        continue
      }
    }
  }

  @Test(arguments: ["hello\n", "hello", "{}\n", "{\"format\":\"other\",\"version\":1}\n", "\n"])
  func leavesForeignFilesAlone(text: String) throws {
    try folder.write(text.utf8, "journal.jsonl")
    let error = scanlineError { _ = try open() }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("not a Scanline journal") == true)
    #expect(try folder.read("journal.jsonl") == Array(text.utf8))
  }

  @Test func refusesALaterVersion() throws {
    let text = String(decoding: try someJournal(), as: UTF8.self)
    try folder.write(text.replacing("\"version\":1", with: "\"version\":2").utf8, "journal.jsonl")
    let error = scanlineError { _ = try open() }
    #expect(error?.kind == .versionMismatch)
    #expect(error?.message.contains("version 2") == true)
  }

  /// What a later library added may change what is proposed.
  @Test func refusesAFirstLineWithMore() throws {
    let text = String(decoding: try someJournal(), as: UTF8.self)
    let path = folder.file("journal.jsonl")
    for (place, word) in [("{\"factor\":", "fidelity"), ("\"options\":{", "liar")] {
      #expect(text.contains(place))
      let added =
        place.hasPrefix("{") ? "{\"\(word)\":1,\"factor\":" : "\(place)\"\(word)\":1,"
      try folder.write(text.replacing(place, with: added).utf8, "journal.jsonl")
      let error = scanlineError { _ = try Tuner(journal: path) }
      #expect(error?.kind == .versionMismatch)
      #expect(error?.message.contains("\"\(word)\"") == true, "\(error?.message ?? "")")
      #expect(error?.message.contains(path) == true)
    }
    // A space that cannot be is the file's fault, too.
    try folder.write(
      text.replacing(#""type":"boolean""#, with: #""type":"bolean""#).utf8, "journal.jsonl")
    #expect(scanlineError { _ = try Tuner(journal: path) }?.message.contains(path) == true)
  }

  @Test func refusesADamagedLine() throws {
    let lines = String(decoding: try someJournal(), as: UTF8.self).split(separator: "\n")
    for (damaged, word) in [
      ("garbage", "line 3"), (#"{"event":"trial","id":7}"#, "line 3"),
      (#"{"event":"completed","id":0,"values":[1]}"# + "\n" + lines[2], "line 4"),
      (#"{"event":"report","id":0,"epoch":99,"value":1}"#, "epoch 99"),
      (#"{"event":"completed","id":3,"values":[1]}"#, "trial 3 is not known"),
      (#"{"event":"failed","id":-1,"message":""}"#, "trial -1 is not known"),
    ] {
      let text =
        ([String(lines[0]), String(lines[1]), damaged] + lines.dropFirst(3).map(String.init))
        .joined(separator: "\n") + "\n"
      try folder.write(text.utf8, "journal.jsonl")
      let error = scanlineError { _ = try open() }
      #expect(error?.kind == .corruptModel, "\(damaged)")
      #expect(error?.message.contains(word) == true, "\(error?.message ?? "no error")")
      #expect(try folder.read("journal.jsonl") == Array(text.utf8))
    }
  }

  @Test func cutsOffATornLine() throws {
    let journal = try someJournal()
    try folder.write(journal + Array(#"{"event":"compl"#.utf8), "journal.jsonl")
    let tuner = try open()
    #expect(tuner.history.trials.count == 3)
    #expect(try folder.read("journal.jsonl") == journal)
  }

  @Test func goesOnUnderTheSettingsOfItsFirstLine() throws {
    let settings = self.settings {
      $0.maxTrials = 7
      $0.maxConsecutiveFailures = 2
      $0.budget.maxTotalEpochs = 40
      $0.budget.target = 9
    }
    _ = try SyntheticSearch.runAll(open(settings))
    let again = try Tuner(journal: folder.file("journal.jsonl"))
    #expect(again.settings == settings)
    #expect(try again.space == SyntheticSearch.space())
    #expect(again.history.trials.count == 7)
  }

  @Test func onlyAJournalIsGoneOnWith() throws {
    try folder.write("hello\n".utf8, "other.jsonl")
    #expect(
      scanlineError { _ = try Tuner(journal: folder.file("other.jsonl")) }?.kind == .invalidArgument
    )
    #expect(scanlineError { _ = try Tuner(journal: folder.file("absent.jsonl")) }?.kind == .io)
    #expect(FileSystem.kind(of: folder.file("absent.jsonl")) == nil)
  }

  @Test func noticesThatItWasReplaced() throws {
    let tuner = try open()
    guard case .trial(let trial) = try tuner.ask() else {
      Issue.record("no trial")
      return
    }
    try folder.write("{}\n".utf8, "journal.jsonl")
    let error = scanlineError { try tuner.tell(trial: trial.id, value: 1) }
    #expect(error?.kind == .corruptModel)
    #expect(try folder.read("journal.jsonl") == Array("{}\n".utf8))
  }

  @Test func namesAFolderThatIsNotThere() throws {
    let path = folder.file("absent/journal.jsonl")
    let error = scanlineError { _ = try open(settings { $0.journalPath = path }) }
    #expect(error?.kind == .io)
    #expect(error?.message.contains(path) == true)
  }
}
