import Classifier
import Platform

/// A search over hyperparameters.
///
/// The host asks for a trial, runs it, reports values on the way, and tells how it ended; or leaves all
/// that to `run`. Several trials may be out at once, calls may come from any thread, and several
/// processes may search over one journal: each call sees what the others have done.
package final class Tuner: Sendable {
  package let space: SearchSpace
  package let settings: TunerSettings
  /// Raised from any thread to stop `run`.
  package let cancellation = Cancellation()
  package let oracle: any Oracle
  /// Whether a call of `run` is at work.
  let isRunning = Mutex(false, survivesFork: true)
  /// When the wall time that the search may take ends, of `Clock.seconds`; nil: never.
  let deadline: Mutex<Double?>
  /// What the last run has found.
  private let found = Mutex<[Model]>([], survivesFork: true)
  /// Of so many completed trials: what `importance` has found last.
  let lastImportance = Mutex<(completedCount: Int, importance: [(key: String, share: Double)])?>(
    nil, survivesFork: true)
  private let handle = TrialHolder.newHandle()
  /// Of the operations on the search, which take their time.
  private let turn = Turn()
  private let state: Mutex<State>

  /// Changes by whole events, each with its place in the journal: that is what a forked child finds.
  private struct State {
    var history: History
    var running = RunningTrials()
    var journal: Journal?

    mutating func apply(_ record: JournalRecord, _ journal: Journal?) {
      history.apply(record.event)
      running.apply(record)
      self.journal = journal
    }
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
    oracle = try settings.oracle(for: space)
    deadline = Mutex(settings.budget.deadline, survivesFork: true)
    state = Mutex(State(history: History(objectives: settings.objectives)), survivesFork: true)
    let isContinued = settings.journalPath.map { FileSystem.kind(of: $0) == .file } ?? false
    if settings.budget.maxTotalEpochs > 0 && !isContinued { try checkFirstTrialFits() }
    guard let path = settings.journalPath else { return }
    let header = JournalHeader(settings: settings, space: space)
    let journal =
      try settings.isReadOnly
      ? Journal(reading: path) : Journal(path, header: header)
    state.withLock { $0.journal = journal }
    try update { _ in }
  }

  /// Goes on with the search of a journal, under the settings in its first line.
  /// - Parameter isReadOnly: the search is only to be looked at; the journal stays as it is, and needs no
  ///   right to write.
  /// - Throws: `io`, `invalidArgument`, `versionMismatch`, `corruptModel` for what is no journal of ours.
  package convenience init(journal path: String, isReadOnly: Bool = false) throws {
    let header = try Journal.header(of: path)
    var settings = TunerSettings(header)
    settings.journalPath = path
    settings.isReadOnly = isReadOnly
    let space: SearchSpace
    do {
      space = try SearchSpace(.object(header.space))
      try settings.validate()
    } catch let error as ScanlineError {
      throw error.about(path)
    }
    try self.init(space: space, settings: settings)
  }

  deinit {
    if settings.journalPath != nil, !ownTrials.isEmpty { release { self.ownTrials } }
    TrialHolder.end(handle)
  }

  /// The running trials that this handle has, as far as it knows.
  private var ownTrials: [Int] {
    let holder = TrialHolder(handle: handle)
    return state.withLock { $0.running.ids(of: holder) }
  }

  /// The search as it was at the last call that looked.
  package var history: History { state.withLock { $0.history } }

  /// Lends `body` the search as it is now; no process changes it meanwhile.
  /// - Throws: `io`, `busy`, `corruptModel` of the journal.
  func withCurrentHistory<Result>(_ body: (History) throws -> Result) throws -> Result {
    try update { _ in try body(history) }
  }

  /// The search as it is now, or, when its journal cannot be read any more (it was removed, say), as this tuner
  /// knows it.
  /// - Throws: `busy`, `corruptModel` of the journal.
  package func currentHistory() throws -> History {
    do {
      return try withCurrentHistory { $0 }
    } catch let error as ScanlineError where error.kind == .io {
      Log.write(.warning, "\(error.message); what is known of the search without it is shown")
      return history
    }
  }

  /// The model that the last `run` returned, or, when it ended otherwise (cancelled, say), that of the best
  /// trial by then: with the weights of its best epoch, neither calibrated nor trained anew. Nil before the
  /// first run, and when no trial has completed. A copy.
  package var bestModel: Model? { found.withLock { $0.first }?.copy() }

  /// The models of the best points that the last `run` found, as many as the settings ask for, the best first; of a
  /// run that ended otherwise only that of the best trial by then. Copies.
  package var bestModels: [Model] { found.withLock { $0 }.map { $0.copy() } }

  /// - Parameter bestModels: the best first.
  func keep(bestModels: [Model]) { found.withLock { $0 = bestModels } }

  /// The next trial to run. Running trials that nobody runs any more (given back, or their process ended)
  /// come first, with their old ids.
  /// - Throws: `io` when the journal cannot be written; the search is then as it was.
  package func ask() throws -> Answer {
    try update { file in
      if ending(history) != nil { return .finished }
      let lease = settings.budget.leaseSeconds
      if let id = state.withLock({ $0.running.abandoned(lease: lease) }) {
        try record(.resumed(id: id), file)
        return .trial(history.trials[id])
      }
      switch try proposal(history) {
      case .finished: return .finished
      case .wait: return .wait
      case .trial(let plan):
        let id = history.trials.count
        try record(.trial(id: id, plan: plan), file)
        return .trial(history.trials[id])
      }
    }
  }

  /// Gives a running trial back, to be handed out again at the next `ask`. One that does not run, or that
  /// another handle has by now, is left as it is. (When the journal cannot be written, other processes learn
  /// of it when this one ends.)
  package func release(_ id: Int) { release { self.ownTrials.contains(id) ? [id] : [] } }

  /// - Parameter ids: asked for when what others did is known.
  private func release(_ ids: () -> [Int]) {
    do {
      try update { file in
        for id in ids() { try record(.released(id: id), file) }
      }
    } catch {
      let ids = ids()
      state.withLock { state in
        for id in ids { state.running.apply(JournalRecord(.released(id: id), holder: nil)) }
      }
    }
  }

  /// Throws `busy` while `run` hands out the trials.
  package func checkNotRunning() throws {
    guard !isRunning.withLock({ $0 }) else {
      throw ScanlineError(.busy, "the search is being run; its trials are not to be asked for")
    }
  }

  /// Throws `invalidArgument` for a search that was opened only to be looked at.
  package func checkWritable() throws {
    guard !settings.isReadOnly else {
      throw ScanlineError(
        .invalidArgument, "\(settings.journalPath ?? ""): was opened only to be read")
    }
  }

  /// The first running trial that is with another handle or process, which may end it any moment, and its
  /// holder; nil for a trial that was given back.
  var othersTrial: (id: Int, holder: TrialHolder?)? {
    let holder = TrialHolder(handle: handle)
    return state.withLock { $0.running.others(than: holder) }
  }

  /// Notes what the library's own runs start from, at the first of them.
  /// - Throws: `invalidArgument` naming the first thing in which `setup` is not that of the first run;
  ///   `io`.
  func begin(setup: [String: JSONValue]) throws {
    try update { file in
      guard history.setup != nil else { return try record(.setup(setup), file) }
      try history.check(setup)
    }
  }

  /// Takes a running trial's value after an epoch (counted from 1). An epoch that is reported again
  /// takes the newer value.
  /// - Returns: whether the trial should stop here and be told completed: the strategy gives it up, it has
  ///   reached the target, or the search is over.
  /// - Throws: `invalidArgument` for an unknown or ended trial or an epoch that is not its; `io`.
  package func report(trial id: Int, epoch: Int, value: Double) throws -> Bool {
    try update { file in
      let value = value.isFinite ? value : .nan
      try record(.report(id: id, epoch: epoch, value: value), file)
      let history = self.history
      return ending(history) != nil
        || oracle.shouldStop(history.trials[id], after: epoch, in: history)
    }
  }

  /// Ends a running trial with its objective. A value that is not finite makes it a failed one.
  /// - Throws: `invalidArgument` for an unknown or ended trial, or where several objectives want a value
  ///   each; `io`.
  package func tell(trial id: Int, value: Double) throws { try tell(trial: id, values: [value]) }

  /// Ends a running trial with a value for every objective. One that is not finite makes it a failed one.
  /// - Parameter endEpoch: the last epoch that it has run, `firstEpoch` for none of its own where it continues another;
  ///   nil: the last that was reported, or without reports the planned one. Not looked at for a failed trial.
  /// - Throws: `invalidArgument` for an unknown or ended trial, another number of values, or an epoch that is not
  ///   its; `io`.
  package func tell(trial id: Int, values: [Double], endEpoch: Int? = nil) throws {
    if values.count == settings.objectives.count, let value = values.first(where: { !$0.isFinite })
    {
      let name = value.isNaN ? "NaN" : "\(value)"
      return try tell(trial: id, failure: "the value \(name) is not finite")
    }
    try update { try record(.completed(id: id, values: values, endEpoch: endEpoch), $0) }
  }

  /// Ends a running trial that failed. The search goes on.
  /// - Throws: `invalidArgument` for an unknown or ended trial; `io`.
  package func tell(trial id: Int, failure message: String) throws {
    try update { try record(.failed(id: id, message: message), $0) }
  }

  /// Runs `body` on the search as it is now, what others have appended to the journal included, and keeps
  /// them from changing it meanwhile. `body` has the locked journal, if there is one, for `record`.
  func update<Result>(_ body: (LockedFile?) throws -> Result) throws -> Result {
    try turn.take {
      guard var journal = state.withLock({ $0.journal }) else { return try body(nil) }
      let file = try journal.lock()
      defer { withExtendedLifetime(file) {} }
      try journal.catchUp(file) { record, journal in
        switch record.event {
        case .trial(let id, let plan), .added(let id, let plan, _):
          try space.check(plan.hyperparameters, "trial \(id): ")
        case .enqueued(let point): try space.check(point)
        default: break
        }
        try state.withLock { state in
          try state.history.check(record.event)
          state.apply(record, journal)
        }
      }
      return try body(file)
    }
  }

  /// The journal first: what it does not hold has not happened.
  func record(_ event: JournalEvent, _ file: LockedFile?) throws {
    try checkWritable()
    var journal = try state.withLock { state in
      try state.history.check(event)
      return state.journal
    }
    let record = JournalRecord(
      event, holder: event.handsOut ? TrialHolder(handle: handle) : nil)
    if let file { try journal?.append(record, to: file) }
    state.withLock { $0.apply(record, journal) }
  }
}
