/// Every point is run to the last epoch.
package struct FullRuns: Oracle {
  let sampler: any Sampler
  let epochs: Int
  /// The first of them; nil: whatever the sampler says.
  let initial: Hyperparameters?

  package func propose(after history: History) throws -> Proposal {
    if history.trials.isEmpty, let initial {
      return .trial(TrialPlan(hyperparameters: initial, lastEpoch: epochs))
    }
    if let point = try sampler.point(after: history, avoiding: history.points) {
      return .trial(TrialPlan(hyperparameters: point, lastEpoch: epochs))
    }
    return history.runningCount > 0 ? .wait : .finished
  }
}
