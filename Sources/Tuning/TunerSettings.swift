import Platform

/// How a search is done.
package struct TunerSettings: Equatable, Sendable {
  /// A trial's epochs, at most.
  package static let epochLimit = 100_000

  package var strategy = Strategy.hyperband
  /// 0 is a seed like any other.
  package var seed: UInt64 = 0
  /// Trials at most, failed ones and continuing ones included; 0 for no limit, where the strategy ends by
  /// itself.
  package var maxTrials = 0
  /// A trial's epochs at most (R).
  package var maxEpochs = 60
  /// Of strategies with rounds: f.
  package var factor = 3
  package var options = StrategyOptions()
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
  /// Times that `run` trains a trial, each with a seed of its own; the values are the means.
  package var executions = 1
  /// Models of the best points that `run` keeps.
  package var bestModels = 1
  /// Nil: the search is kept in memory only. An existing journal is continued.
  package var journalPath: String?
  /// The search is only to be looked at.
  package var isReadOnly = false

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
    guard strategy.isFinite || budget.isLimited || maxTrials != 0 else {
      throw ScanlineError(
        .invalidArgument,
        "tuner: max_trials is 0, and strategy \(strategy.rawValue) does not end by itself; it needs a "
          + "limit of trials (max_trials), epochs (max_total_epochs) or time (max_seconds, minutes)"
      )
    }
    try check("max_trials", maxTrials, 0...1_000_000)
    try check("max_epochs", maxEpochs, 1...Self.epochLimit)
    if strategy.hasRounds { try check("factor", factor, 2...1000) }
    try options.validate(for: strategy)
    try check("max_consecutive_failures", maxConsecutiveFailures, 1...1_000_000)
    try check("the number of objectives", objectives.count, 1...Objective.limit)
    try check("parallel_trials", parallelTrials, 1...ThreadPool.largestCount)
    try check("executions", executions, 1...100)
    try check("best_models", bestModels, 1...100)
    try budget.validate()
    if let journalPath, journalPath.isEmpty {
      throw ScanlineError(.invalidArgument, "tuner: journal_path is empty")
    }
  }
}
