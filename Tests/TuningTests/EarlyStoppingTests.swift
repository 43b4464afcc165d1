import Classifier
import Platform
import Testing
import Training

@testable import Tuning

/// Searches whose trials end by themselves before their plan does.
@Suite struct EarlyStoppingTests {
  /// With a rate below what changes a weight the second epoch is no better than the first, and the last, on every
  /// machine.
  private static let frozen = 1e-12

  private static func space(upTo rate: Double) -> String {
    """
    {
      "units": {"type": "choice", "values": [3, 5]},
      "learning_rate": {"type": "float", "low": 1e-13, "high": \(rate), "scale": "log"}
    }
    """
  }

  private let photos: PhotoFolder
  private let folder: TemporaryFolder
  private var journal: String { folder.journal }

  init() throws {
    photos = try PhotoFolder()
    folder = try TemporaryFolder()
  }

  private func tuner(
    _ strategy: TunerSettings.Strategy = .hyperband, journal: String? = nil,
    rate: Double = Self.frozen
  ) throws -> Tuner {
    var settings = TunerSettings(strategy, seed: 3, epochs: 8, factor: 2, journal: journal)
    settings.direction = .minimize
    settings.budget.maxTotalEpochs = 30
    return try Tuner(space: SearchSpace(json: Self.space(upTo: rate)), settings: settings)
  }

  private func run(_ tuner: Tuner, onTrial: Tuner.OnTrial? = nil) throws -> Model {
    var settings = TrainingSettings()
    settings.threads = 1
    settings.batchSize = 8
    settings.earlyStoppingEpochs = 1
    return try tuner.run(
      on: photos.dataset, spec: PhotoFolder.smallNetwork(), settings: settings, onTrial: onTrial)
  }

  private func bytes(_ model: Model) throws -> [UInt8] {
    try ModelFile.encode(model).withBytes { Array($0) }
  }

  @Test(arguments: [TunerSettings.Strategy.hyperband, .asha, .bohb])
  func onlyEpochsThatWereRunCount(strategy: TunerSettings.Strategy) throws {
    let tuner = try tuner(strategy, journal: journal)
    var epochs: [Int: [Int]] = [:]
    _ = try run(tuner) { trial, record in
      if let record { epochs[trial.id, default: []].append(record.epoch) }
      return true
    }
    let trials = tuner.history.trials
    for trial in trials {
      #expect(Array(trial.plan.firstEpoch + 1..<trial.endEpoch + 1) == epochs[trial.id] ?? [])
      #expect(trial.plan.firstEpoch == trial.plan.continues.map { trials[$0].endEpoch } ?? 0)
    }
    // Some end early, and what goes on from them has nothing to run.
    #expect(trials.contains { $0.endEpoch < $0.plan.lastEpoch })
    #expect(trials.contains { $0.endEpoch == $0.plan.firstEpoch })
    #expect(tuner.history.epochCount == epochs.values.reduce(0) { $0 + $1.count })
    // Not one more would have fitted.
    #expect(30 - 8...30 ~= tuner.history.epochCount)
  }

  /// Killed after any line of the journal, its checkpoints lost or left from later.
  @Test(arguments: [true, false])
  func killedAnywhereItEndsTheSame(losesCheckpoints: Bool) throws {
    var tuner: Tuner? = try self.tuner(journal: journal, rate: 0.1)
    let expected = try tuner.map { try bytes(run($0)) }
    let summary = try tuner?.summaryText()
    let count = tuner?.history.epochCount
    tuner = nil
    let lines = try folder.read("journal.jsonl").split(separator: UInt8(ascii: "\n"))
    for cut in stride(from: 1, through: lines.count, by: 7) {
      try folder.write(
        lines[..<cut].joined(separator: [UInt8(ascii: "\n")]) + [UInt8(ascii: "\n")],
        "journal.jsonl")
      if losesCheckpoints {
        for name in try FileSystem.names(in: folder.checkpoints) {
          try FileSystem.removeFile(FileSystem.join(folder.checkpoints, name))
        }
      }
      let resumed = try self.tuner(journal: journal, rate: 0.1)
      #expect(try bytes(run(resumed)) == expected, "after \(cut) lines")
      #expect(try resumed.summaryText() == summary, "after \(cut) lines")
      #expect(resumed.history.epochCount == count)
    }
  }

  /// Its checkpoint is where the next trial, and who asks for the best model, look for it.
  @Test(arguments: [true, false])
  func aTrialWithoutAnEpochOfItsOwnHasACheckpoint(hasJournal: Bool) throws {
    let tuner = try tuner(journal: hasJournal ? journal : nil)
    var last: Trial?
    let error = scanlineError {
      _ = try run(tuner) { trial, record in
        let isEmpty = record == nil && trial.endEpoch == trial.plan.firstEpoch
        // The first one that is the best by then would do, but none need be.
        if isEmpty { last = trial }
        return !(isEmpty && tuner.oracle.continuable(in: tuner.history).contains(trial.id))
      }
    }
    #expect(error?.kind == .cancelled)
    let trial = try #require(last)
    if hasJournal {
      #expect(
        try FileSystem.names(in: folder.checkpoints).contains("trial-\(trial.id).safetensors"))
    }
    #expect(try #require(tuner.bestModel).weights.count > 0)
  }
}
