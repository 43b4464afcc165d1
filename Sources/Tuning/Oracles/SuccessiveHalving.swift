/// Asynchronous successive halving: whenever a trial can be had from the best of a rung, it goes on to the
/// next one; else a fresh one is begun. Nobody waits for a rung to fill. (Li et al., "A System for Massively
/// Parallel Hyperparameter Tuning", MLSys 2020, algorithm 2, ASHA.)
///
/// Rung k has trials of about R / f^(K - k) epochs; the best floor(n / f) of the n that have completed
/// there may go on. Each rung's trials are new ones that continue those of the rung below.
package struct SuccessiveHalving: Oracle {
  let sampler: any Sampler
  let schedule: HyperbandSchedule
  /// The search's first points. They are of no rung: they run for all epochs, so that the search ends no
  /// worse than it began.
  let starts: [Hyperparameters]
  /// 0 for no limit.
  let maxTrials: Int

  /// The rungs are the rounds of Hyperband's largest bracket.
  private var bracket: Int { schedule.bracketCount - 1 }

  package func propose(after history: History) throws -> Proposal {
    if let start = history.next(of: starts) {
      return .trial(TrialPlan(hyperparameters: start, lastEpoch: schedule.maxEpochs))
    }
    let rungs = trialsByRung(history)
    let continued = Set(history.trials.compactMap(\.plan.continues))
    for rung in (0..<bracket).reversed() {
      let best = history.ranked(rungs[rung]).prefix(rungs[rung].count / schedule.factor)
      if let next = best.first(where: { !continued.contains($0.id) }) {
        return .trial(
          TrialPlan(
            hyperparameters: next.plan.hyperparameters, continues: next.id,
            firstEpoch: next.endEpoch,
            lastEpoch: schedule.epochs(bracket: bracket, round: rung + 1), bracket: bracket,
            round: rung + 1))
      }
    }
    if let point = try sampler.point(after: history, avoiding: history.points) {
      return .trial(
        TrialPlan(
          hyperparameters: point, lastEpoch: schedule.epochs(bracket: bracket, round: 0),
          bracket: bracket, round: 0))
    }
    return history.runningCount > 0 ? .wait : .finished
  }

  package func continuable(in history: History) -> Set<Int> {
    // A rung that grows lets further trials go on, but no more than the limit of trials leaves room for.
    let room =
      maxTrials > 0 ? max(maxTrials - history.trials.count + history.addedCount, 0) : Int.max / 2
    let growing = maxTrials > 0 ? room + history.runningCount : Int.max / 2
    let continued = Set(history.trials.compactMap(\.plan.continues))
    var ids: Set<Int> = []
    for rung in trialsByRung(history).dropLast() where room > 0 {
      // By several values a rank may get better as others end.
      let most =
        history.objectives.count == 1 ? (rung.count + growing) / schedule.factor : rung.count
      ids.formUnion(history.ranked(rung).prefix(most).map(\.id))
    }
    return ids.subtracting(continued)
  }

  /// The completed trials by rung. A journal may say anything of its trials: those of no rung of ours are
  /// left out.
  private func trialsByRung(_ history: History) -> [[Trial]] {
    var rungs = [[Trial]](repeating: [], count: bracket + 1)
    for trial in history.trials where trial.state == .completed && trial.plan.bracket == bracket {
      guard let rung = trial.plan.round, rungs.indices.contains(rung) else { continue }
      rungs[rung].append(trial)
    }
    return rungs
  }
}
