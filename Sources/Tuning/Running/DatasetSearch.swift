import Classifier
import Glibc
import Platform
import Training

/// One call of `Tuner.run`: trains the tuner's trials on a dataset, one after the other or several at once.
///
/// Trials that run at once share the decoded pictures and divide the threads among themselves; a trial's
/// results depend on neither. Which trials there are may depend on the order in which they end, as the
/// strategy sees it.
final class DatasetSearch: @unchecked Sendable {
  private let tuner: Tuner
  private let dataset: Dataset
  private let blueprint: TrialBlueprint
  private let store: CheckpointStore
  private let pictures: PictureShelf
  private let onTrial: Tuner.OnTrial?
  /// Raised when a worker fails, for the others to stop.
  private let abort: Cancellation
  /// The same, and when time is up.
  private let stop: Cancellation
  private let notes = Mutex(Notes())

  private struct Notes {
    /// Workers that wait for a trial to end.
    var idle = 0
    /// Since when there was nothing to do but wait for others' trials, of `Clock.seconds`.
    var idleSince: Double?
    /// Whether it was said for whose trial the search waits.
    var hasNamedOthers = false
    /// The kind of the last trial's failure.
    var failureKind = ScanlineError.Kind.diverged
    /// Whether it was said that a trial takes more time than there is.
    var hasWarned = false
    /// What ended the first worker that failed.
    var fault: (any Error)?
  }

  init(
    _ tuner: Tuner, _ dataset: Dataset, _ blueprint: TrialBlueprint, onTrial: Tuner.OnTrial?
  ) throws {
    guard dataset.validationCount > 0 else {
      throw ScanlineError(
        .noData, "\(dataset.source): no validation part to judge the trials of a search by")
    }
    try blueprint.check(tuner.space, labelCount: dataset.labels.count)
    try tuner.begin(setup: blueprint.setup(dataset))
    try blueprint.warnOfUnused(tuner.space)
    self.tuner = tuner
    self.dataset = dataset
    self.blueprint = blueprint
    self.onTrial = onTrial
    store = try CheckpointStore(journalPath: tuner.settings.journalPath)
    pictures = PictureShelf(dataset, room: try blueprint.training.pictureRoom())
    abort = Cancellation(following: tuner.cancellation)
    stop = Cancellation(following: abort, deadline: tuner.deadline.withLock { $0 })
  }

  /// The models of the best points, the best first; at least one.
  func run() throws -> [Model] {
    do {
      try prune()
      if workerCount == 1 {
        try work { body in body() }
      } else {
        try workAtOnce()
      }
      return try winners()
    } catch {
      if let model = interimWinner() { tuner.keep(bestModels: [model]) }
      throw error
    }
  }

  private var workerCount: Int { tuner.settings.parallelTrials }

  // MARK: - Workers

  /// Makes a call of the host's on the thread that it called from.
  private typealias Caller = (@escaping () -> Bool) -> Bool

  private func workAtOnce() throws {
    let relay = CallRelay(workers: workerCount)
    var threads: [Thread] = []
    for _ in 0..<workerCount {
      do {
        threads.append(
          try Thread { [self] in
            do { try work(relay.call) } catch { fail(error) }
            relay.leave()
          })
      } catch {
        fail(error)
        relay.leave()
      }
    }
    try relay.serve()
    for thread in threads { thread.join() }
    if let fault = notes.withLock({ $0.fault }) { throw fault }
  }

  /// Ends the search with a worker's error: the first one's, the others' follow from it.
  private func fail(_ error: any Error) {
    notes.withLock { if $0.fault == nil { $0.fault = error } }
    abort.raise()
  }

  private func work(_ call: @escaping Caller) throws {
    while true {
      try abort.check()
      switch try tuner.ask() {
      case .trial(let trial):
        notes.withLock { $0.idleSince = nil }
        try run(trial, call)
      case .finished: return
      case .wait: try wait()
      }
    }
  }

  /// Lets some time pass, for a trial of another worker, handle or process to end.
  private func wait() throws {
    let idle = notes.withLock {
      $0.idle += 1
      return $0.idle
    }
    defer { notes.withLock { $0.idle -= 1 } }
    if idle == workerCount {
      guard let other = tuner.othersTrial else {
        throw ScanlineError(
          .busy, "the search waits for trials that were handed out by ask and not told yet")
      }
      if let holder = other.holder { sayWhoIsAwaited(other.id, holder) }
    }
    usleep(20_000)
  }

  /// Says, after some seconds and once, for whose trial the search waits: maybe nobody runs it any more.
  private func sayWhoIsAwaited(_ id: Int, _ holder: TrialHolder) {
    let isTime = notes.withLock { notes in
      let since = notes.idleSince ?? Clock.seconds
      notes.idleSince = since
      guard !notes.hasNamedOthers, Clock.seconds - since > 3 else { return false }
      notes.hasNamedOthers = true
      return true
    }
    guard isTime else { return }
    let lease = tuner.settings.budget.leaseSeconds
    let end =
      lease > 0
      ? "after \(JSONLine.text(of: lease) ?? "") seconds without a word (lease_seconds)"
      : "by itself only if that process ends on this machine; with lease_seconds (--lease) also "
        + "after so long without a word"
    Log.write(
      .warning,
      "the search waits for trial \(id), which \(holder.text) holds; it is handed out again \(end)")
  }

  private func run(_ trial: Trial, _ call: @escaping Caller) throws {
    let onTrial = onTrial
    do {
      let outcome = try trialRun(trial).train { record in
        self.warnOfTime(trial, record)
        return call { onTrial?(trial, record) ?? true }
      }
      guard let outcome else { return tuner.release(trial.id) }
      try tuner.tell(trial: trial.id, values: outcome.values, endEpoch: outcome.endEpoch)
    } catch let error as ScanlineError where Self.isTrialsOwn(error) {
      // Another process may have run it, too, and ended it, after a lease.
      if tuner.history.trials[trial.id].state == .running {
        notes.withLock { $0.failureKind = error.kind }
        try tuner.tell(trial: trial.id, failure: error.message)
      }
    } catch {
      tuner.release(trial.id)
      throw error
    }
    try prune()
    let ended = tuner.history.trials[trial.id]
    guard call({ onTrial?(ended, nil) ?? true }) else {
      throw ScanlineError(.cancelled, "stopped after trial \(trial.id)")
    }
  }

  /// Says, after the first epoch of all, when the time that the search has is not enough for one trial.
  private func warnOfTime(_ trial: Trial, _ record: EpochRecord) {
    let isFirst = notes.withLock { notes in
      defer { notes.hasWarned = true }
      return !notes.hasWarned
    }
    let epochs = trial.plan.lastEpoch - trial.plan.firstEpoch
    let needed = (record.seconds ?? 0) * Double(epochs)
    let limit = tuner.settings.budget.maxSeconds
    guard isFirst, limit > 0, needed > limit else { return }
    Log.write(
      .warning,
      "trial \(trial.id) would take about \(JSONLine.text(of: needed.rounded(.up)) ?? "") seconds for its "
        + "\(epochs) epochs, the search has \(JSONLine.text(of: limit) ?? "") (max_seconds): too few to "
        + "compare trials; give it more time, or fewer epochs a trial (max_epochs)")
  }

  private func trialRun(_ trial: Trial, alone: Bool = false) -> TrialRun {
    let threads = blueprint.training.threads
    let total = threads == 0 ? Thread.processorCount : threads
    return TrialRun(
      tuner: tuner, trial: trial, dataset: dataset, blueprint: blueprint, store: store,
      pictures: pictures, threads: alone ? threads : max(1, total / workerCount),
      stop: alone ? abort : stop)
  }

  /// Whether an error is due to a trial's hyperparameters, so that the search goes on without it.
  private static func isTrialsOwn(_ error: ScanlineError) -> Bool {
    switch error.kind {
    case .diverged, .invalidArgument, .limitExceeded, .noMemory, .unsupported: true
    default: false
    }
  }

  /// Removes the checkpoints that nothing to come can need.
  private func prune() throws {
    try tuner.withCurrentHistory { history in
      var needed = tuner.oracle.continuable(in: history)
      for trial in history.trials where trial.state == .running {
        needed.insert(trial.id)
        if let parent = trial.plan.continues { needed.insert(parent) }
      }
      needed.formUnion(history.leaders(tuner.settings.bestModels).map(\.id))
      try store.prune(keeping: needed)
    }
  }

  // MARK: - The result

  /// The best trial's model with the weights of its best epoch, or what training on all pictures for as
  /// many epochs gives; and those of the next best points that the settings ask for, never retrained.
  private func winners() throws -> [Model] {
    if let failure = tuner.failure {
      throw ScanlineError(notes.withLock { $0.failureKind }, failure)
    }
    let history = tuner.history
    guard let best = history.best else {
      throw ScanlineError(
        .noData,
        tuner.isOutOfTime && history.trials.allSatisfy { $0.state == .running }
          ? "the time of the search (max_seconds) was over before an epoch of any trial was"
          : "no trial of the search has completed")
    }
    if tuner.isOutOfTime, history.trials.count == 1, best.endEpoch < best.plan.lastEpoch {
      Log.write(
        .warning,
        "the time allowed for \(best.endEpoch) epochs of the \(best.plan.lastEpoch) planned for trial 0, "
          + "and for no other trial: nothing was compared")
    }
    let trained = try trialRun(best, alone: true).finished()
    var model = trained.model
    if tuner.settings.retrains {
      model = try trialRun(best, alone: true).retrained(epochs: trained.bestEpoch)
      // No picture is left to calibrate it by; the trial's model is the nearest to it that there is.
      let calibrated = trained.model.inference
      model.setCalibration(temperature: calibrated.temperature, known: calibrated.known)
    }
    describe(model, as: best, in: history, isRetrained: tuner.settings.retrains)
    let others = try history.leaders(tuner.settings.bestModels).dropFirst().map { trial in
      let model = try trialRun(trial, alone: true).finished().model
      describe(model, as: trial, in: history)
      return model
    }
    return [model] + others
  }

  /// The best trial's model so far, for a search that did not come to its end; nil when no trial has
  /// completed, or its checkpoint is gone.
  private func interimWinner() -> Model? {
    let history = tuner.history
    guard let best = history.best else { return nil }
    do {
      guard let model = try trialRun(best, alone: true).restored() else { return nil }
      describe(model, as: best, in: history)
      return model
    } catch {
      Log.write(.warning, "the model of trial \(best.id), the best so far, is lost: \(error)")
      return nil
    }
  }

  /// Adds to a model's summary which trial it is of.
  private func describe(
    _ model: Model, as best: Trial, in history: History, isRetrained: Bool = false
  ) {
    guard case .object(var summary) = model.summary else { return }
    var account = tuner.account(of: best, in: history)
    if isRetrained { account["retrained"] = .bool(true) }
    summary["hyperparameters"] = .object(best.plan.hyperparameters.values)
    summary["tuning"] = .object(account)
    model.setSummary(.object(summary))
  }
}
