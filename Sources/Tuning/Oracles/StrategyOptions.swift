import Platform

/// What only some strategies have.
package struct StrategyOptions: Codable, Equatable, Sendable {
  /// Trials before a strategy that learns begins to; 0 for its own default.
  package var startupTrials = 0
  /// What `bayesian` goes by.
  package var acquisition = Acquisition.expectedImprovement
  /// β of the lower confidence bound.
  package var confidence = 2.0
  /// Stops trials that are worse than the median of the others.
  package var prunes = false
  /// Trials that must have come as far before one is stopped.
  package var pruneAfterTrials = 5
  /// Epochs that every trial has.
  package var pruneAfterEpochs = 1

  enum CodingKeys: String, CodingKey {
    case startupTrials = "startup_trials"
    case acquisition, confidence, prunes
    case pruneAfterTrials = "prune_after_trials"
    case pruneAfterEpochs = "prune_after_epochs"
  }

  package init() {}

  /// Throws `invalidArgument` naming the key, the value and the limits.
  func validate(for strategy: TunerSettings.Strategy) throws {
    func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
      guard range.contains(value) else {
        throw ScanlineError(
          .invalidArgument,
          "tuner: \(name) is \(value), not from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    try check("startup_trials", startupTrials, 0...1_000_000)
    guard (0...1000).contains(confidence) else {
      throw ScanlineError(
        .invalidArgument, "tuner: confidence is \(confidence), not from 0 to 1000")
    }
    try check("prune_after_trials", pruneAfterTrials, 1...1_000_000)
    try check("prune_after_epochs", pruneAfterEpochs, 0...TunerSettings.epochLimit)
    if prunes, strategy.hasRounds {
      throw ScanlineError(
        .invalidArgument,
        "tuner: prune does not go with strategy \(strategy.rawValue), which ends trials itself")
    }
  }

  /// The options without those that a strategy does not look at.
  func relevant(to strategy: TunerSettings.Strategy) -> StrategyOptions {
    var options = StrategyOptions()
    if strategy.learns { options.startupTrials = startupTrials }
    if strategy == .bayesian {
      options.acquisition = acquisition
      if acquisition == .lowerConfidenceBound { options.confidence = confidence }
    }
    if prunes {
      options.prunes = true
      options.pruneAfterTrials = pruneAfterTrials
      options.pruneAfterEpochs = pruneAfterEpochs
    }
    return options
  }
}
