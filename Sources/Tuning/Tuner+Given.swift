import Platform

/// Trials whose points are a host's, not the strategy's.
extension Tuner {
  /// Wants a point tried before what the strategy proposes, and after those that were enqueued before. It runs
  /// for all epochs, and is of no bracket and no round. A point that is waiting, was handed out or was added already
  /// is left out.
  /// - Throws: `invalidArgument` for a point outside the space; `busy`; `corruptModel`; `io`.
  package func enqueue(_ point: Hyperparameters) throws {
    let point = try space.canonical(point)
    try space.check(point)
    try update { file in
      let history = self.history
      let isKnown = history.points.contains(point) || history.queue.contains(point)
      if !isKnown { try record(.enqueued(point), file) }
    }
  }

  /// Adds a completed trial that was run elsewhere: a result that strategies learn from, and that can be the best.
  /// The limits on trials and epochs do not count it.
  /// - Parameter values: finite, one for every objective.
  /// - Returns: its id.
  /// - Throws: `invalidArgument` for a point outside the space or other values; `busy`; `corruptModel`; `io`.
  package func add(_ point: Hyperparameters, values: [Double]) throws -> Int {
    let point = try space.canonical(point)
    try space.check(point)
    guard values.count == settings.objectives.count, values.allSatisfy(\.isFinite) else {
      throw ScanlineError(
        .invalidArgument,
        "a completed trial has a finite value for each of the \(settings.objectives.count) objectives"
      )
    }
    return try update { file in
      let id = history.trials.count
      let plan = TrialPlan(
        hyperparameters: point, lastEpoch: settings.maxEpochs, origin: .added)
      try record(.added(id: id, plan: plan, values: values), file)
      return id
    }
  }
}

extension Hyperparameters {
  /// Reads a point, or a list of them.
  /// - Throws: `invalidArgument`.
  package static func list(json text: String) throws -> [Hyperparameters] {
    func point(_ value: JSONValue) throws -> Hyperparameters {
      guard case .object(let values) = value else {
        throw ScanlineError(
          .invalidArgument, "hyperparameters: \(value.text) is not an object, or a list of objects")
      }
      return try Hyperparameters(values)
    }
    let value = try JSON.decodeDocument(JSONValue.self, from: text, what: "hyperparameters")
    if case .array(let values) = value { return try values.map(point) }
    return [try point(value)]
  }
}
