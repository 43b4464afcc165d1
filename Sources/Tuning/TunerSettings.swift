import Platform

/// How a search is done.
package struct TunerSettings: Equatable, Sendable {
  package enum Strategy: String, Codable, CaseIterable, Sendable { case random, hyperband }

  package var strategy = Strategy.hyperband
  /// 0 is a seed like any other.
  package var seed: UInt64 = 0
  /// Trials at most, failed ones and continuing ones included; 0 for the whole of Hyperband's schedule.
  package var maxTrials = 0
  /// A trial's epochs at most (Hyperband's R).
  package var maxEpochs = 27
  /// Hyperband's f.
  package var factor = 3
  /// What trials are judged by, 1 to `Objective.limit` figures.
  package var objectives = [Objective(.maximize)]
  /// Of the first objective.
  package var direction: Direction {
    get { objectives.first?.direction ?? .maximize }
    set { if !objectives.isEmpty { objectives[0].direction = newValue } }
  }
  /// So many trials failing one after the other end the search.
  package var maxConsecutiveFailures = 3
  package var budget = SearchBudget()
  /// Trials that `run` trains at once.
  package var parallelTrials = 1
  /// Whether `run` trains the winner anew, on the validation part as well.
  package var retrains = false
  /// Nil: the search is kept in memory only. An existing journal is continued.
  package var journalPath: String?

  package init() {}

  /// Throws `invalidArgument` naming the key, the value and the limits.
  package func validate() throws {
    func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
      guard range.contains(value) else {
        throw ScanlineError(
          .invalidArgument,
          "tuner: \(name) is \(value), not from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    try check("max_trials", maxTrials, (strategy == .random ? 1 : 0)...1_000_000)
    try check("max_epochs", maxEpochs, 1...100_000)
    if strategy == .hyperband { try check("factor", factor, 2...1000) }
    try check("max_consecutive_failures", maxConsecutiveFailures, 1...1_000_000)
    try check("the number of objectives", objectives.count, 1...Objective.limit)
    try check("parallel_trials", parallelTrials, 1...ThreadPool.largestCount)
    try budget.validate()
    if let journalPath, journalPath.isEmpty {
      throw ScanlineError(.invalidArgument, "tuner: journal_path is empty")
    }
  }

  /// The oracle of the strategy.
  func oracle(for space: SearchSpace) -> any Oracle {
    let random = RandomSampler(space: space, seed: seed)
    switch strategy {
    case .random: return FullRuns(sampler: random, epochs: maxEpochs)
    case .hyperband:
      return Hyperband(
        sampler: random, cardinality: space.cardinality,
        schedule: HyperbandSchedule(maxEpochs: maxEpochs, factor: factor))
    }
  }
}
