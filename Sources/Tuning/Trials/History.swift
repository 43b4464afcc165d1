import Platform

/// All that has happened in a search: the journal's events, applied one after the other. Nothing else
/// enters into what is proposed next, so a search that is read back goes on as if it had never stopped.
package struct History: Sendable {
  /// At least one; `best` goes by the first.
  package let objectives: [Objective]
  /// What the library's own runs start from; nil while a host runs the trials.
  package private(set) var setup: [String: JSONValue]?
  /// By id.
  package private(set) var trials: [Trial] = []
  /// Points that have been handed out, whatever became of them.
  package private(set) var points: Set<Hyperparameters> = []
  /// Points that a host wants tried before what the strategy proposes, the next one first; those that were tried
  /// since are passed over.
  package private(set) var queue: [Hyperparameters] = []
  /// Trials of the strategy's that did not continue another.
  package private(set) var freshCount = 0
  /// Trials whose points are not the strategy's.
  package private(set) var givenCount = 0
  /// Those among them that a host had run before.
  package private(set) var addedCount = 0
  package private(set) var runningCount = 0
  /// Trials that failed since one last completed.
  package private(set) var consecutiveFailures = 0
  /// The completed trial that outranks all others.
  package private(set) var best: Trial?
  /// The trial that was the last to fail.
  package private(set) var lastFailure: Trial?

  /// - Parameter objectives: at least one.
  package init(objectives: [Objective]) { self.objectives = objectives }

  /// Of the first objective.
  package var direction: Direction { objectives.first?.direction ?? .maximize }

  /// The first of the points that a search begins with that has not been tried, by whoever's wish.
  package func next(of starts: [Hyperparameters]) -> Hyperparameters? {
    starts.first { !points.contains($0) }
  }

  /// Throws `invalidArgument` when `event` cannot follow on what has happened.
  package func check(_ event: JournalEvent) throws {
    switch event {
    case .setup:
      guard setup == nil else {
        throw ScanlineError(.invalidArgument, "the search has been set up before")
      }
    case .trial(let id, let plan): try check(id, plan)
    case .added(let id, let plan, let values):
      try check(id, plan)
      guard plan.origin == .added else {
        throw ScanlineError(.invalidArgument, "trial \(id) was added, but not by a host")
      }
      try check(id, values)
    case .report(let id, let epoch, _):
      let plan = try running(id).plan
      guard epoch > plan.firstEpoch, epoch <= plan.lastEpoch else {
        throw ScanlineError(
          .invalidArgument,
          "trial \(id): epoch \(epoch); it runs from \(plan.firstEpoch + 1) to \(plan.lastEpoch)")
      }
    case .completed(let id, let values, let endEpoch):
      let plan = try running(id).plan
      try check(id, values)
      if let endEpoch { try check(id, plan, endEpoch) }
    case .failed(let id, _), .released(let id), .resumed(let id):
      _ = try running(id)
    case .enqueued: break
    }
  }

  private func check(_ id: Int, _ plan: TrialPlan) throws {
    guard id == trials.count else {
      throw ScanlineError(.invalidArgument, "trial \(id) where \(trials.count) comes next")
    }
    guard plan.origin != .enqueued || queue.contains(plan.hyperparameters) else {
      throw ScanlineError(.invalidArgument, "trial \(id) is not a point that was enqueued")
    }
    guard plan.lastEpoch <= TunerSettings.epochLimit else {
      throw ScanlineError(
        .invalidArgument,
        "trial \(id): last_epoch is \(plan.lastEpoch); a trial has at most "
          + "\(TunerSettings.epochLimit) epochs")
    }
    guard plan.firstEpoch >= 0, plan.lastEpoch > plan.firstEpoch else {
      throw ScanlineError(
        .invalidArgument,
        "trial \(id): epochs after \(plan.firstEpoch) up to \(plan.lastEpoch) are none")
    }
    if let parent = plan.continues {
      guard trials.indices.contains(parent), trials[parent].state == .completed else {
        throw ScanlineError(
          .invalidArgument, "trial \(id) continues \(parent), which has not completed")
      }
    }
  }

  private func check(_ id: Int, _ values: [Double]) throws {
    guard values.count == objectives.count else {
      throw ScanlineError(
        .invalidArgument,
        "trial \(id): \(values.count) values for \(objectives.count) objectives")
    }
    if let value = values.first(where: { !$0.isFinite }) {
      throw ScanlineError(.invalidArgument, "trial \(id): the value \(value) is not finite")
    }
  }

  private func check(_ id: Int, _ plan: TrialPlan, _ endEpoch: Int) throws {
    let first = max(plan.firstEpoch, 1)
    guard first <= endEpoch, endEpoch <= plan.lastEpoch else {
      throw ScanlineError(
        .invalidArgument,
        "trial \(id): end_epoch is \(endEpoch), not from \(first) to \(plan.lastEpoch)")
    }
  }

  private func running(_ id: Int) throws -> Trial {
    guard trials.indices.contains(id) else {
      throw ScanlineError(
        .invalidArgument, "trial \(id) is not known; \(trials.count) have been handed out")
    }
    guard trials[id].state == .running else {
      throw ScanlineError(.invalidArgument, "trial \(id) has already \(trials[id].state)")
    }
    return trials[id]
  }

  /// Adds an event that `check` let pass.
  package mutating func apply(_ event: JournalEvent) {
    switch event {
    case .setup(let setup):
      self.setup = setup
    case .trial(let id, let plan):
      begin(id, plan)
    case .added(let id, let plan, let values):
      begin(id, plan)
      complete(id, values, endEpoch: nil)
    case .enqueued(let point):
      queue.append(point)
    case .report(let id, let epoch, let value):
      trials[id].reports[epoch] = value
    case .completed(let id, let values, let endEpoch):
      complete(id, values, endEpoch: endEpoch)
    case .failed(let id, let message):
      trials[id].state = .failed
      trials[id].message = message
      runningCount -= 1
      consecutiveFailures += 1
      lastFailure = trials[id]
    case .released, .resumed: break
    }
  }

  private mutating func begin(_ id: Int, _ plan: TrialPlan) {
    trials.append(Trial(id: id, plan: plan))
    points.insert(plan.hyperparameters)
    runningCount += 1
    // Those before it in the queue have been tried otherwise by now.
    if plan.origin == .enqueued, let place = queue.firstIndex(of: plan.hyperparameters) {
      queue.removeFirst(place + 1)
    }
    if plan.origin == .added { addedCount += 1 }
    if plan.origin != nil { givenCount += 1 } else if plan.continues == nil { freshCount += 1 }
  }

  private mutating func complete(_ id: Int, _ values: [Double], endEpoch: Int?) {
    trials[id].state = .completed
    trials[id].values = values
    trials[id].toldEndEpoch = endEpoch
    runningCount -= 1
    consecutiveFailures = 0
    if outranks(trials[id], best) { best = trials[id] }
  }

  /// Whether a completed trial comes before another (or none) in a ranking: the better value of the first
  /// objective in which they differ, the earlier of equals. So nothing dominates the first of all.
  package func outranks(_ trial: Trial, _ other: Trial?) -> Bool {
    guard !trial.values.isEmpty else { return false }
    guard let other, !other.values.isEmpty else { return true }
    for (objective, (value, otherValue)) in zip(objectives, zip(trial.values, other.values))
    where value != otherValue {
      return objective.direction.isBetter(value, than: otherValue)
    }
    return trial.id < other.id
  }
}
