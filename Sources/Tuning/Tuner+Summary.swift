import Platform

extension Tuner {
  /// The search as JSON: its settings, all trials with their hyperparameters, values and reports,
  /// "best" (a trial's id or null), "finished", "ending" (why it ended, or null), "failure" (the reason
  /// when trials failed too often, or null), and "importance" of the hyperparameters (or null).
  package func summary() throws -> JSONValue {
    let history = try currentHistory()
    let importance = importance(of: history)
    let ending = try currentEnding()
    return .object([
      "strategy": .string(settings.strategy.rawValue),
      "seed": Int64(exactly: settings.seed).map { .integer($0) } ?? .string("\(settings.seed)"),
      "max_trials": .integer(Int64(settings.maxTrials)),
      "max_epochs": .integer(Int64(settings.maxEpochs)),
      "factor": .integer(Int64(settings.factor)),
      "max_consecutive_failures": .integer(Int64(settings.maxConsecutiveFailures)),
      "direction": .string(settings.direction.rawValue),
      "objectives": .array(settings.objectives.map(\.json)),
      "space": .object(space.json),
      "trials": .array(history.trials.map(\.json)),
      "best": history.best.json,
      "pareto_front": .array(history.paretoFront.map { .integer(Int64($0.id)) }),
      "finished": .bool(ending != nil),
      "ending": ending.map { .string($0.rawValue) } ?? .null,
      "failure": failure.map { .string($0) } ?? .null,
      "has_dataset": .bool(history.setup != nil),
      "importance": importance.isEmpty
        ? .null
        : .object(Dictionary(uniqueKeysWithValues: importance.map { ($0.key, .number($0.share)) })),
    ])
  }

  /// How much each hyperparameter that can vary matters (`Importance`), the most important first; empty
  /// while too few trials have completed.
  /// - Throws: `busy`, `corruptModel` of the journal.
  package var importance: [(key: String, share: Double)] {
    get throws { importance(of: try currentHistory()) }
  }

  /// Hosts ask for one rank after the other: the last answer is kept.
  private func importance(of history: History) -> [(key: String, share: Double)] {
    let count = history.trials.count { $0.state == .completed }
    if let last = lastImportance.withLock({ $0 }), last.completedCount == count {
      return last.importance
    }
    let shares = Importance.shares(history, space, seed: settings.seed) ?? [:]
    let importance = shares.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { (key: $0.key, share: $0.value) }
    lastImportance.withLock { $0 = (count, importance) }
    return importance
  }
}

extension Objective {
  fileprivate var json: JSONValue {
    .object([
      "metric": metric.map { .string($0) } ?? .null, "direction": .string(direction.rawValue),
    ])
  }
}

extension Trial {
  /// The trial as a JSON object.
  package var json: JSONValue {
    .object([
      "id": .integer(Int64(id)),
      "state": .string("\(state)"),
      "value": value.map { .number($0) } ?? .null,
      "values": .array(values.map { .number($0) }),
      "hyperparameters": .object(plan.hyperparameters.values),
      "continues": plan.continues.json,
      "first_epoch": .integer(Int64(plan.firstEpoch)),
      "last_epoch": .integer(Int64(plan.lastEpoch)),
      "end_epoch": .integer(Int64(endEpoch)),
      "bracket": plan.bracket.json,
      "round": plan.round.json,
      "iteration": plan.bracket.map { _ in plan.iteration ?? 0 }.json,
      "origin": plan.origin.map { .string($0.rawValue) } ?? .null,
      "reports": .array(
        reports.sorted { $0.key < $1.key }.map { epoch, value in
          .object([
            "epoch": .integer(Int64(epoch)), "value": value.isFinite ? .number(value) : .null,
          ])
        }),
      "message": message.map { .string($0) } ?? .null,
    ])
  }
}

extension Int? {
  fileprivate var json: JSONValue { map { .integer(Int64($0)) } ?? .null }
}

extension Trial? {
  fileprivate var json: JSONValue { self?.id.json ?? .null }
}

extension Int {
  fileprivate var json: JSONValue { .integer(Int64(self)) }
}
