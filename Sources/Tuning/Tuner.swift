import Platform

/// A search over hyperparameters.
///
/// The host asks for a trial, runs it, reports values on the way, and tells how it ended; or leaves all
/// that to `run`. Several trials may be out at once, and calls may come from any thread.
package final class Tuner: Sendable {
  package let space: SearchSpace
  package let settings: TunerSettings
  /// Raised from any thread to stop `run`.
  package let cancellation = Cancellation()
  package let oracle: any Oracle
  /// Whether a call of `run` is at work.
  let isRunning = Mutex(false)
  private let state: Mutex<State>

  private struct State {
    var history: History
    var journal: Journal?
    /// Trials that were running when the journal was last closed, to be handed out again.
    var orphans: [Int]
  }

  /// What `ask` can answer.
  package enum Answer: Equatable, Sendable {
    /// Run this trial.
    case trial(Trial)
    /// Nothing to do until a running trial is told.
    case wait
    /// The search has ended.
    case finished
  }

  /// - Parameter space: nil for the default one.
  /// - Throws: `invalidArgument` for settings out of range; what opening the journal throws.
  package init(space: SearchSpace?, settings: TunerSettings) throws {
    try settings.validate()
    let space = try space ?? .standard()
    self.space = space
    self.settings = settings
    oracle = settings.oracle(for: space)
    var history = History(objectives: settings.objectives)
    var journal: Journal?
    if let path = settings.journalPath {
      let (opened, events) = try Journal.open(
        path, header: JournalHeader(settings: settings, space: space))
      for (index, event) in events.enumerated() {
        do {
          try history.check(event)
        } catch let error as ScanlineError {
          throw ScanlineError(.corruptModel, "\(path): line \(index + 2): \(error.message)")
        }
        history.apply(event)
      }
      journal = opened
    }
    let orphans = history.trials.filter { $0.state == .running }.map(\.id)
    state = Mutex(State(history: history, journal: journal, orphans: orphans))
  }

  /// The search so far.
  package var history: History { state.withLock { $0.history } }

  /// The next trial to run. Trials that were running when an earlier process ended come first, with
  /// their old ids.
  /// - Throws: `io` when the journal cannot be written; the search is then as it was.
  package func ask() throws -> Answer {
    try state.withLock { state in
      if failure(state.history) != nil { return .finished }
      if let id = state.orphans.first {
        state.orphans.removeFirst()
        return .trial(state.history.trials[id])
      }
      switch try proposal(state.history) {
      case .finished: return .finished
      case .wait: return .wait
      case .trial(let plan):
        let id = state.history.trials.count
        try Self.record(.trial(id: id, plan: plan), &state)
        return .trial(state.history.trials[id])
      }
    }
  }

  /// Hands a running trial out again at the next `ask`: its host could not take it.
  package func takeBack(trial id: Int) {
    state.withLock { state in
      guard state.history.trials.indices.contains(id), state.history.trials[id].state == .running,
        !state.orphans.contains(id)
      else { return }
      state.orphans.insert(id, at: 0)
    }
  }

  /// Notes what the library's own runs start from, at the first of them.
  /// - Throws: `invalidArgument` naming the first thing in which `setup` is not that of the first run;
  ///   `io`.
  func begin(setup: [String: JSONValue]) throws {
    try state.withLock { state in
      guard let earlier = state.history.setup else {
        return try Self.record(.setup(setup), &state)
      }
      for key in Set(setup.keys).union(earlier.keys).sorted() where setup[key] != earlier[key] {
        throw ScanlineError(
          .invalidArgument,
          "this search began with \(key) \(earlier[key]?.text ?? "absent"); it cannot go on with "
            + "\(setup[key]?.text ?? "absent")")
      }
    }
  }

  /// Takes a running trial's value after an epoch (counted from 1). An epoch that is reported again
  /// takes the newer value.
  /// - Returns: whether the trial should stop here and be told completed.
  /// - Throws: `invalidArgument` for an unknown or ended trial or an epoch that is not its; `io`.
  package func report(trial id: Int, epoch: Int, value: Double) throws -> Bool {
    try state.withLock { state in
      let value = value.isFinite ? value : .nan
      try Self.record(.report(id: id, epoch: epoch, value: value), &state)
      return oracle.shouldStop(state.history.trials[id], after: epoch, in: state.history)
    }
  }

  /// Ends a running trial with its objective. A value that is not finite makes it a failed one.
  /// - Throws: `invalidArgument` for an unknown or ended trial, or where several objectives want a value
  ///   each; `io`.
  package func tell(trial id: Int, value: Double) throws { try tell(trial: id, values: [value]) }

  /// Ends a running trial with a value for every objective. One that is not finite makes it a failed one.
  /// - Throws: `invalidArgument` for an unknown or ended trial, or another number of values; `io`.
  package func tell(trial id: Int, values: [Double]) throws {
    if values.count == settings.objectives.count, let value = values.first(where: { !$0.isFinite })
    {
      return try tell(trial: id, failure: "the value \(value) is not finite")
    }
    try end(id, .completed(id: id, values: values))
  }

  /// Ends a running trial that failed. The search goes on.
  /// - Throws: `invalidArgument` for an unknown or ended trial; `io`.
  package func tell(trial id: Int, failure message: String) throws {
    try end(id, .failed(id: id, message: message))
  }

  private func end(_ id: Int, _ event: JournalEvent) throws {
    try state.withLock { state in
      try Self.record(event, &state)
      state.orphans.removeAll { $0 == id }
    }
  }

  /// Why the search ended before its time; nil when it did not.
  package var failure: String? { failure(history) }

  private func failure(_ history: History) -> String? {
    guard history.consecutiveFailures >= settings.maxConsecutiveFailures else { return nil }
    let last = history.lastFailure.map { "; the last, trial \($0.id): \($0.message ?? "")" } ?? ""
    return "\(history.consecutiveFailures) trials failed one after the other\(last)"
  }

  /// Whether `ask` would answer that the search has ended.
  package var isFinished: Bool {
    get throws {
      let (history, hasOrphans) = state.withLock { ($0.history, !$0.orphans.isEmpty) }
      if failure(history) != nil { return true }
      return try !hasOrphans && proposal(history) == .finished
    }
  }

  private func proposal(_ history: History) throws -> Proposal {
    if settings.maxTrials > 0, history.trials.count >= settings.maxTrials {
      return history.runningCount > 0 ? .wait : .finished
    }
    return try oracle.propose(after: history)
  }

  /// The journal first: what it does not hold has not happened.
  private static func record(_ event: JournalEvent, _ state: inout State) throws {
    try state.history.check(event)
    try state.journal?.append(event)
    state.history.apply(event)
  }
}
