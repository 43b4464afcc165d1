import Glibc
import Platform

@testable import Tuning

/// A host that "trains" by a formula, so that every value is known and no two are alike.
enum SyntheticSearch {
  static let spaceText = """
    {
      "rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"},
      "units": {"type": "choice", "values": [16, 32, 64]},
      "drop": {"type": "float", "low": 0, "high": 0.5, "step": 0.1},
      "flip": {"type": "boolean"}
    }
    """

  static func space() throws -> SearchSpace { try SearchSpace(json: spaceText) }

  /// The objective after some epochs; a point's rank changes with the epochs.
  static func value(_ point: Hyperparameters, epoch: Int) -> Double {
    let rate = point.values["rate"]?.double ?? 0.005
    let units = point.values["units"]?.double ?? 0
    let drop = point.values["drop"]?.double ?? 0
    let final = 1 - abs(log10(rate) + 2.3) / 4 - abs(drop - 0.2) / 3 + units / 1000
    return final * (1 - exp(-Double(epoch) * (0.2 + 30 * rate)))
  }

  /// Reports every epoch of a trial and ends it.
  static func run(_ trial: Trial, on tuner: Tuner) throws {
    for epoch in (trial.plan.firstEpoch + 1)...trial.plan.lastEpoch {
      _ = try tuner.report(
        trial: trial.id, epoch: epoch, value: value(trial.plan.hyperparameters, epoch: epoch))
    }
    try finish(trial, on: tuner)
  }

  static func finish(_ trial: Trial, on tuner: Tuner) throws {
    try tuner.tell(
      trial: trial.id,
      value: value(trial.plan.hyperparameters, epoch: trial.plan.lastEpoch))
  }

  /// One trial after the other to the end of the search; returns what was handed out.
  @discardableResult
  static func runAll(_ tuner: Tuner) throws -> [Trial] {
    var trials: [Trial] = []
    while case .trial(let trial) = try tuner.ask() {
      trials.append(trial)
      try run(trial, on: tuner)
    }
    return trials
  }

  /// Up to `workers` trials at once, of which the one asked for last ends first.
  static func runParallel(_ tuner: Tuner, workers: Int) throws {
    var running: [Trial] = []
    while true {
      if running.count < workers, case .trial(let trial) = try tuner.ask() {
        running.append(trial)
        continue
      }
      guard let trial = running.popLast() else { return }
      try finish(trial, on: tuner)
    }
  }
}

extension TunerSettings {
  init(
    _ strategy: Strategy, seed: UInt64 = 0, trials: Int = 0, epochs: Int = 4, factor: Int = 2,
    failures: Int = 3, journal: String? = nil
  ) {
    self.init()
    self.strategy = strategy
    self.seed = seed
    maxTrials = trials
    maxEpochs = epochs
    self.factor = factor
    maxConsecutiveFailures = failures
    journalPath = journal
  }
}

extension Tuner {
  /// Whether `ask` would answer that the search has ended.
  var isFinished: Bool { get throws { try currentEnding() != nil } }

  /// The summary as text.
  func summaryText() throws -> String { try JSON.encode(summary()) }
}

/// The error that `body` throws; nil when it throws none, or another kind of error.
func scanlineError(_ body: () throws -> Void) -> ScanlineError? {
  do {
    try body()
    return nil
  } catch {
    return error as? ScanlineError
  }
}
