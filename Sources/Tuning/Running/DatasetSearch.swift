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
    /// The kind of the last trial's failure.
    var failureKind = ScanlineError.Kind.diverged
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
    self.tuner = tuner
    self.dataset = dataset
    self.blueprint = blueprint
    self.onTrial = onTrial
    store = try CheckpointStore(journalPath: tuner.settings.journalPath)
    pictures = PictureShelf(dataset, room: try blueprint.training.pictureRoom())
    abort = Cancellation(following: tuner.cancellation)
    stop = Cancellation(following: abort, deadline: tuner.deadline.withLock { $0 })
  }

  func run() throws -> Model {
    try prune()
    if workerCount == 1 {
      try work { body in body() }
    } else {
      try workAtOnce()
    }
    return try winner()
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
    relay.serve()
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
      case .trial(let trial): try run(trial, call)
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
    guard idle < workerCount || tuner.waitsForOthers else {
      throw ScanlineError(
        .busy, "the search waits for trials that were handed out by ask and not told yet")
    }
    usleep(20_000)
  }

  private func run(_ trial: Trial, _ call: @escaping Caller) throws {
    let onTrial = onTrial
    do {
      let values = try trialRun(trial).train { record in
        call { onTrial?(trial, record) ?? true }
      }
      guard let values else { return tuner.release(trial.id) }
      try tuner.tell(trial: trial.id, values: values)
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
      if let best = history.best { needed.insert(best.id) }
      try store.prune(keeping: needed)
    }
  }

  // MARK: - The result

  /// The best trial's model with the weights of its best epoch, or what training on all pictures for as
  /// many epochs gives.
  private func winner() throws -> Model {
    if let failure = tuner.failure {
      throw ScanlineError(notes.withLock { $0.failureKind }, failure)
    }
    let history = tuner.history
    guard let best = history.best else {
      throw ScanlineError(.noData, "no trial of the search has completed")
    }
    let trained = try trialRun(best, alone: true).finished()
    var account = tuner.account(of: best, in: history)
    var model = trained.model
    if tuner.settings.retrains {
      model = try trialRun(best, alone: true).retrained(epochs: trained.bestEpoch)
      account["retrained"] = .bool(true)
    }
    guard case .object(var summary) = model.summary else { return model }
    summary["hyperparameters"] = .object(best.plan.hyperparameters.values)
    summary["tuning"] = .object(account)
    try model.publish(model.weights, summary: .object(summary))
    return model
  }
}
