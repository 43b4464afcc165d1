import Classifier
import Glibc
import Platform
import Testing
import Training
import Tuning

@Suite struct DatasetSearchTests {
  private static let space = """
    {
      "units": {"type": "choice", "values": [3, 5]},
      "cell": {"type": "choice", "values": ["lstm", "gru"]},
      "learning_rate": {"type": "float", "low": 1e-3, "high": 1e-1, "scale": "log"},
      "dropout": {"type": "float", "low": 0, "high": 0.4, "step": 0.2},
      "augmentation.rotation": {"type": "choice", "values": [0, 0.05]}
    }
    """

  private let photos: PhotoFolder
  private let folder: TemporaryFolder
  private var journal: String { folder.journal }

  init() throws {
    photos = try PhotoFolder()
    folder = try TemporaryFolder()
  }

  private func tuner(
    journal: String? = nil, strategy: TunerSettings.Strategy = .hyperband, trials: Int = 0,
    space: String = DatasetSearchTests.space, direction: Direction = .minimize
  ) throws -> Tuner {
    var settings = TunerSettings(
      strategy, seed: 3, trials: trials, epochs: 4, factor: 2, journal: journal)
    settings.direction = direction
    return try Tuner(space: SearchSpace(json: space), settings: settings)
  }

  private static func settings(_ change: (inout TrainingSettings) -> Void) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.threads = 1
    settings.batchSize = 8
    settings.seed = .max
    change(&settings)
    return settings
  }

  private func run(
    _ tuner: Tuner, _ settings: TrainingSettings = Self.settings { _ in },
    onTrial: Tuner.OnTrial? = nil
  ) throws -> Model {
    try tuner.run(
      on: photos.dataset, spec: PhotoFolder.smallNetwork(), settings: settings, onTrial: onTrial)
  }

  private func bytes(_ model: Model) throws -> [UInt8] {
    try ModelFile.encode(model).withBytes { Array($0) }
  }

  @Test func findsTheBestModel() throws {
    let tuner = try self.tuner()
    var epochs: [Int: [Int]] = [:]
    var ended: [Int] = []
    let model = try run(tuner) { trial, record in
      if let record {
        epochs[trial.id, default: []].append(record.epoch)
      } else {
        #expect(trial.state == .completed)
        ended.append(trial.id)
      }
      return true
    }
    let history = tuner.history
    #expect(history.trials.count == 15)
    #expect(ended == Array(0..<15))
    for trial in history.trials {
      #expect(epochs[trial.id] == Array((trial.plan.firstEpoch + 1)...trial.plan.lastEpoch))
      #expect(trial.reports.keys.sorted() == epochs[trial.id])
    }
    // Of the best trial's best epoch.
    let best = try #require(history.best)
    let evaluation = try Evaluation.run(model, photos.dataset, split: .validation, threads: 1)
    #expect(evaluation.uncalibratedLoss == best.value)
    #expect(history.trials.allSatisfy { ($0.value ?? 0) >= evaluation.uncalibratedLoss })
    guard case .object(let summary) = model.summary else {
      Issue.record("no summary")
      return
    }
    #expect(summary["hyperparameters"] == .object(best.plan.hyperparameters.values))
    #expect(try tuner.isFinished)
  }

  @Test func aSurvivorEndsWhereAnUnbrokenRunWould() throws {
    let tuner = try self.tuner()
    _ = try run(tuner)
    let trials = tuner.history.trials
    let last = try #require(trials.first { $0.plan.bracket == 2 && $0.plan.round == 2 })
    var values: [Double?] = []
    var ancestor: Trial? = last
    while let trial = ancestor {
      values = (trial.plan.firstEpoch + 1...trial.plan.lastEpoch).map { trial.reports[$0] } + values
      ancestor = trial.plan.continues.map { trials[$0] }
    }
    // The same point alone, all epochs at once.
    let fixed = last.plan.hyperparameters.values.map { key, value in
      "\"\(key)\": {\"type\": \"fixed\", \"value\": \(value.text)}"
    }
    let alone = try self.tuner(
      strategy: .random, trials: 1, space: "{\(fixed.joined(separator: ","))}")
    _ = try run(alone)
    #expect((1...4).map { alone.history.trials[0].reports[$0] } == values)
  }

  @Test func threadsAndJournalChangeNothing() throws {
    let one = try tuner()
    let two = try tuner(journal: journal)
    #expect(try bytes(run(one)) == bytes(run(two, Self.settings { $0.threads = 2 })))
    #expect(try one.summaryText() == two.summaryText())
  }

  @Test func everyFileIsReadOnceForAllTrials() throws {
    let space = #"{"units": {"type": "int", "low": 1, "high": 9}}"#
    let expected = try bytes(run(tuner(strategy: .random, trials: 3, space: space)))
    let model = try run(tuner(strategy: .random, trials: 3, space: space)) { _, _ in
      photos.removeFiles()
      return true
    }
    #expect(try bytes(model) == expected)
  }

  /// Stopped after every so many epochs, in another process each time.
  @Test(arguments: [1, 3, 7])
  func stoppedAgainAndAgainItEndsTheSame(calls: Int) throws {
    let whole = try tuner()
    let expected = try bytes(run(whole))
    var model: Model?
    var stops = 0
    var tuner: Tuner?
    while model == nil, stops < 200 {
      tuner = nil
      tuner = try self.tuner(journal: journal)
      var left = calls
      do {
        model = try tuner.map {
          try run($0) { _, _ in
            left -= 1
            return left > 0
          }
        }
      } catch let error as ScanlineError where error.kind == .cancelled {
        stops += 1
      }
    }
    #expect(stops > 5)
    #expect(try model.map(bytes) == expected)
    #expect(try tuner?.summaryText() == whole.summaryText())
  }

  /// Killed after any line of the journal, its checkpoints lost or left from later.
  @Test(arguments: [true, false])
  func killedAnywhereItEndsTheSame(losesCheckpoints: Bool) throws {
    var tuner: Tuner? = try self.tuner(journal: journal)
    let expected = try tuner.map { try bytes(run($0)) }
    let summary = try tuner?.summaryText()
    tuner = nil
    let lines = try folder.read("journal.jsonl").split(separator: UInt8(ascii: "\n"))
    for count in stride(from: 0, through: lines.count, by: 9) {
      try folder.write(
        lines[..<count].joined(separator: [UInt8(ascii: "\n")])
          + (count > 0 ? [UInt8(ascii: "\n")] : []), "journal.jsonl")
      if losesCheckpoints {
        for name in try FileSystem.names(in: folder.checkpoints) {
          try FileSystem.removeFile(FileSystem.join(folder.checkpoints, name))
        }
      }
      let resumed = try self.tuner(journal: journal)
      #expect(try bytes(run(resumed)) == expected, "after \(count) lines")
      #expect(try resumed.summaryText() == summary, "after \(count) lines")
    }
  }

  @Test func keepsOnlyTheCheckpointsThatItNeeds() throws {
    let tuner = try self.tuner(journal: journal)
    var most = 0
    _ = try run(tuner) { _, _ in
      most = max(most, (try? FileSystem.names(in: folder.checkpoints).count) ?? 0)
      return true
    }
    // Bracket 2's first round: two survivors so far, the best and the one that runs.
    #expect(most <= 4)
    let best = try #require(tuner.history.best)
    #expect(try FileSystem.names(in: folder.checkpoints) == ["trial-\(best.id).safetensors"])
  }

  @Test func aFinishedSearchGivesItsModelAgain() throws {
    let model = try run(tuner(journal: journal))
    #expect(try bytes(run(tuner(journal: journal))) == bytes(model))
  }

  /// The winner's file has the temperature that training the same point would have found, whether its trial ran
  /// to the end or was the survivor of a short bracket; the one trained anew takes it over.
  @Test(arguments: [2, 15])
  func theWinnerIsCalibrated(trials: Int) throws {
    let share = Self.settings { $0.knownShare = 0.9 }
    var settings = TunerSettings(.hyperband, seed: 3, trials: trials, epochs: 4, factor: 2)
    settings.direction = .minimize
    settings.journalPath = journal
    let space = try SearchSpace(json: Self.space)
    let tuner = try Tuner(space: space, settings: settings)
    let found = try run(tuner, share).inference
    #expect(found.temperature != 1 && found.known != nil)
    let best = try #require(tuner.history.best)
    #expect((trials == 2) == (best.plan.lastEpoch < 4))
    let plain = try run(tuner, share)
    plain.setCalibration(temperature: 1, known: nil)
    let calibration = try Calibration.run(
      plain, photos.dataset, .init(temperature: true, knownShare: 0.9))
    #expect(found.temperature == calibration.temperature && found.known == calibration.known)
    // From the journal, and trained anew.
    settings.retrains = true
    let retrained = try run(Tuner(space: space, settings: settings), share)
    #expect(retrained.inference == found)
    var off = share
    (off.calibrate, off.knownShare) = (false, 0)
    settings.journalPath = nil
    let uncalibrated = try run(Tuner(space: space, settings: settings), off)
    #expect(uncalibrated.inference.temperature == 1 && uncalibrated.inference.known == nil)
    #expect(uncalibrated.weights.floats.elementsEqual(retrained.weights.floats))
  }

  /// What was found when the search was stopped is not lost, with a journal or without.
  @Test(arguments: [false, true])
  func aStoppedSearchLeavesTheBestModelSoFar(hasJournal: Bool) throws {
    let tuner = try self.tuner(journal: hasJournal ? journal : nil)
    #expect(tuner.bestModel == nil)
    let error = scanlineError { _ = try run(tuner) { trial, _ in trial.id < 5 } }
    #expect(error?.kind == .cancelled)
    let best = try #require(tuner.history.best)
    let model = try #require(tuner.bestModel)
    let evaluation = try Evaluation.run(model, photos.dataset, split: .validation, threads: 1)
    #expect(evaluation.uncalibratedLoss == best.value)
    guard case .object(let summary) = model.summary else {
      Issue.record("no summary")
      return
    }
    #expect(summary["hyperparameters"] == .object(best.plan.hyperparameters.values))
    #expect(try bytes(run(tuner)) == bytes(#require(tuner.bestModel)))
  }

  @Test func maximisesAccuracy() throws {
    let tuner = try self.tuner(strategy: .random, trials: 4, direction: .maximize)
    let model = try run(tuner)
    let evaluation = try Evaluation.run(model, photos.dataset, split: .validation, threads: 1)
    #expect(evaluation.accuracy == tuner.history.best?.value)
  }

  /// Weights of three classes for two labels: only a trial's start finds out.
  private static let failing =
    #"{"class_weighting": {"type": "choice", "values": ["none", "given"]}}"#

  @Test func aTrialThatFailsIsRecordedAndTheSearchGoesOn() throws {
    let tuner = try self.tuner(strategy: .random, trials: 2, space: Self.failing)
    _ = try run(tuner, Self.settings { $0.classWeights = [1, 1, 1] })
    #expect(Set(tuner.history.trials.map(\.state)) == [.completed, .failed])
    let message = tuner.history.trials.first { $0.state == .failed }?.message
    #expect(message?.contains("3 values for 2 labels") == true)
  }

  @Test func tooManyFailuresEndTheSearchWithTheReason() throws {
    let space =
      #"{"class_weighting": {"type": "fixed", "value": "given"}, "units": {"type": "int", "low": 1, "high": 9}}"#
    let tuner = try self.tuner(strategy: .random, trials: 9, space: space)
    let error = scanlineError { _ = try run(tuner, Self.settings { $0.classWeights = [1, 1, 1] }) }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("3 trials failed one after the other") == true)
    #expect(error?.message.contains("3 values for 2 labels") == true)
    #expect(tuner.history.trials.count == 3)
  }

  @Test(arguments: [
    (#"{"unitz": {"type": "boolean"}}"#, "\"unitz\""),
    (#"{"epochs": {"type": "int", "low": 1, "high": 2}}"#, "\"epochs\""),
    (#"{"augmentation.spin": {"type": "boolean"}}"#, "\"augmentation.spin\""),
    (#"{"cell": {"type": "choice", "values": ["lstm", "lstn"]}}"#, "\"lstn\""),
    (#"{"learning_rate": {"type": "float", "low": 0, "high": 1}}"#, "learning_rate is 0"),
    (#"{"batch_size": {"type": "float", "low": 0.5, "high": 1.5}}"#, "batch_size"),
    (#"{"augmentation.rotation": {"type": "float", "low": 0, "high": 2}}"#, "rotation"),
    (#"{"augment": {"type": "int", "low": 0, "high": 1}}"#, "\"augment\""),
  ])
  func refusesWhatTrainingCannotUseBeforeAnythingRuns(space: String, word: String) throws {
    let tuner = try self.tuner(strategy: .random, trials: 2, space: space)
    let error = scanlineError { _ = try run(tuner) }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains(word) == true, "\(error?.message ?? "no error")")
    #expect(tuner.history.trials.isEmpty)
  }

  @Test func augmentSwitchesTheAugmentation() throws {
    func value(_ space: String, _ change: @escaping (inout TrainingSettings) -> Void) throws
      -> Double?
    {
      let tuner = try self.tuner(strategy: .random, trials: 1, space: space)
      _ = try run(tuner, Self.settings(change))
      return tuner.history.best?.value
    }
    let rotated: (inout TrainingSettings) -> Void = { $0.augmentation.rotation = 0.1 }
    let off = #"{"augment": {"type": "fixed", "value": false}}"#
    let on = #"{"augment": {"type": "fixed", "value": true}}"#
    let plain = try value(off) { _ in }
    #expect(try value(off, rotated) == plain)
    #expect(try value(on, rotated) != plain)
  }

  @Test func refusesToGoOnFromAnotherStart() throws {
    _ = try run(tuner(journal: journal))
    let error = scanlineError {
      _ = try run(tuner(journal: journal), Self.settings { $0.batchSize = 4 })
    }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("training.") == true)
    let seed = scanlineError { _ = try run(tuner(journal: journal), Self.settings { $0.seed = 7 }) }
    #expect(seed?.message.contains("training seed") == true)
  }

  @Test func cancelledFromElsewhereItCanGoOn() throws {
    let tuner = try self.tuner()
    let error = scanlineError {
      _ = try run(tuner) { trial, _ in
        if trial.id == 2 { tuner.cancellation.raise() }
        return true
      }
    }
    #expect(error?.kind == .cancelled)
    #expect(try bytes(run(tuner)) == bytes(run(self.tuner())))
  }

  @Test func aSecondRunMeanwhileIsRefused() throws {
    let tuner = try self.tuner(strategy: .random, trials: 1)
    var inner: ScanlineError?
    _ = try run(tuner) { _, _ in
      inner = scanlineError { _ = try run(tuner) }
      return true
    }
    #expect(inner?.kind == .busy)
  }
}
