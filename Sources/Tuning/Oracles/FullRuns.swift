/// Every point is run to the last epoch.
package struct FullRuns: Oracle {
  let sampler: any Sampler
  let epochs: Int
  /// The first of them, before the sampler is asked.
  let starts: [Hyperparameters]

  package func propose(after history: History) throws -> Proposal {
    if let start = history.next(of: starts) {
      return .trial(TrialPlan(hyperparameters: start, lastEpoch: epochs))
    }
    if let point = try sampler.point(after: history, avoiding: history.points) {
      return .trial(TrialPlan(hyperparameters: point, lastEpoch: epochs))
    }
    return history.runningCount > 0 ? .wait : .finished
  }
}
