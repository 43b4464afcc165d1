import Platform

/// What ends a search, and why.
extension Tuner {
  /// Why a search ended.
  package enum Ending: String, Sendable {
    /// The strategy has nothing left to try.
    case complete
    case failures, target, seconds, trials, epochs
  }

  /// Why the search ended before its time; nil when it did not.
  package var failure: String? {
    let history = self.history
    guard ending(history) == .failures else { return nil }
    let last = history.lastFailure.map { "; the last, trial \($0.id): \($0.message ?? "")" } ?? ""
    return "\(history.consecutiveFailures) trials failed one after the other\(last)"
  }

  /// Why `ask` would answer that the search has ended; nil when it would not.
  func currentEnding() throws -> Ending? {
    let history = self.history
    if let ending = ending(history) { return ending }
    if history.runningCount > 0 { return nil }
    return try limit(history) ?? (nextProposal(history) == .finished ? .complete : nil)
  }

  /// Why no trial begins any more, whether or not some are still running; nil when some may.
  func ending(_ history: History) -> Ending? {
    if history.consecutiveFailures >= settings.maxConsecutiveFailures { return .failures }
    if hasTarget(history) { return .target }
    return isOutOfTime ? .seconds : nil
  }

  /// Whether the time that the search may take is over.
  var isOutOfTime: Bool { deadline.withLock { $0 }.map { Clock.seconds >= $0 } ?? false }

  /// Whether a completed trial has reached the target, or a running one has said so.
  private func hasTarget(_ history: History) -> Bool {
    guard settings.budget.target != nil else { return false }
    if let value = history.best?.value, isTarget(value) { return true }
    return history.runningCount > 0
      && history.trials.contains {
        $0.state == .running && $0.reports.values.contains(where: isTarget)
      }
  }

  /// Whether a value is at least as good as the target.
  func isTarget(_ value: Double) -> Bool {
    guard let target = settings.budget.target, value.isFinite else { return false }
    return !settings.direction.isBetter(target, than: value)
  }

  /// What a host wants tried, and else what the strategy proposes.
  private func nextProposal(_ history: History) throws -> Proposal {
    guard let point = history.queue.first(where: { !history.points.contains($0) }) else {
      return try oracle.propose(after: history)
    }
    return .trial(
      TrialPlan(hyperparameters: point, lastEpoch: settings.maxEpochs, origin: .enqueued))
  }

  private func hasTrials(_ history: History) -> Bool {
    settings.maxTrials == 0 || history.trials.count - history.addedCount < settings.maxTrials
  }

  /// What is to be run next, within the limits on trials and epochs.
  func proposal(_ history: History) throws -> Proposal {
    let none = history.runningCount > 0 ? Proposal.wait : .finished
    guard hasTrials(history) else { return none }
    let proposal = try nextProposal(history)
    guard case .trial(let plan) = proposal, !hasEpochs(for: plan, history) else { return proposal }
    return none
  }

  private func limit(_ history: History) throws -> Ending? {
    guard hasTrials(history) else { return .trials }
    guard settings.budget.maxTotalEpochs > 0,
      case .trial(let plan) = try nextProposal(history)
    else { return nil }
    return hasEpochs(for: plan, history) ? nil : .epochs
  }

  private func hasEpochs(for plan: TrialPlan, _ history: History) -> Bool {
    let limit = settings.budget.maxTotalEpochs
    return limit == 0 || history.epochCount + plan.lastEpoch - plan.firstEpoch <= limit
  }
}

extension Tuner {
  /// - Throws: `invalidArgument` for a new search whose limit of epochs leaves no room for its first trial.
  func checkFirstTrialFits() throws {
    let none = History(objectives: settings.objectives)
    guard case .trial(let plan) = try oracle.propose(after: none), !hasEpochs(for: plan, none)
    else { return }
    throw ScanlineError(
      .invalidArgument,
      "tuner: max_total_epochs is \(settings.budget.maxTotalEpochs), but the first trial alone takes "
        + "\(plan.lastEpoch) epochs (max_epochs is \(settings.maxEpochs))")
  }
}

extension History {
  /// Epochs that the trials have run: those planned for a running one, else those up to its end.
  var epochCount: Int {
    trials.reduce(0) { sum, trial in
      if trial.plan.origin == .added { return sum }
      let last = trial.state == .running ? trial.plan.lastEpoch : trial.endEpoch
      return sum + last - trial.plan.firstEpoch
    }
  }
}
