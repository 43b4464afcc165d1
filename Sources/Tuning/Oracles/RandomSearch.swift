/// Points drawn at random, each run to the end. (Bergstra and Bengio, "Random Search for
/// Hyper-Parameter Optimization", JMLR 2012.)
package struct RandomSearch: Oracle {
  let space: SearchSpace
  let seed: UInt64
  let epochs: Int

  package func propose(after history: History) throws -> Proposal {
    let point = try space.freshPoint(
      seed: seed, ordinal: history.freshCount, avoiding: history.points)
    if let point { return .trial(TrialPlan(hyperparameters: point, lastEpoch: epochs)) }
    return history.runningCount > 0 ? .wait : .finished
  }

  package func mayContinue(_ trial: Trial, in history: History) -> Bool { false }
}
