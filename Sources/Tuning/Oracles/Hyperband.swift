/// Successive halving over brackets that trade the number of trials against their epochs. (Li et al.,
/// "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization", JMLR 2018.)
///
/// A round is promoted from when all of its trials have ended: the best go on from their checkpoints,
/// as new trials. While a round still runs, hosts with workers to spare are given the next bracket's
/// trials. A failed trial is not promoted, and nothing takes its place in its round.
package struct Hyperband: Oracle {
  let sampler: any Sampler
  /// The number of points in the space; nil for a continuum.
  let cardinality: Int?
  let schedule: HyperbandSchedule

  package func propose(after history: History) throws -> Proposal {
    for (bracket, rounds) in trialsByRound(history).enumerated().reversed() {
      if rounds[0].count < firstRoundSize(bracket),
        let plan = try freshPlan(bracket, rounds[0], history)
      {
        return .trial(plan)
      }
      if let plan = promotion(bracket, rounds, history) { return .trial(plan) }
    }
    return history.runningCount > 0 ? .wait : .finished
  }

  package func continuable(in history: History) -> Set<Int> {
    var ids: Set<Int> = []
    for (bracket, rounds) in trialsByRound(history).enumerated() {
      for round in 0..<bracket {
        // A rank only gets worse as more trials of the round end.
        let continued = Set(rounds[round + 1].compactMap(\.plan.continues))
        ids.formUnion(survivors(bracket, round, rounds, history).map(\.id))
        ids.subtract(continued)
      }
    }
    return ids
  }

  /// All trials of the schedule by bracket and round. A journal may say anything of its trials: those of
  /// no bracket or round of ours are left out.
  private func trialsByRound(_ history: History) -> [[[Trial]]] {
    var brackets = (0..<schedule.bracketCount).map { [[Trial]](repeating: [], count: $0 + 1) }
    for trial in history.trials {
      guard let bracket = trial.plan.bracket, brackets.indices.contains(bracket),
        let round = trial.plan.round, brackets[bracket].indices.contains(round)
      else { continue }
      brackets[bracket][round].append(trial)
    }
    return brackets
  }

  /// A bracket does not run a point twice, so a small space makes its first round smaller.
  private func firstRoundSize(_ bracket: Int) -> Int {
    min(schedule.size(bracket: bracket, round: 0), cardinality ?? .max)
  }

  private func freshPlan(
    _ bracket: Int, _ round: [Trial], _ history: History
  ) throws -> TrialPlan? {
    // A point that no trial has had; in a space whose every point was had, one that this bracket has
    // not (it may have run for fewer epochs before).
    let point =
      try sampler.point(after: history, avoiding: history.points)
      ?? sampler.point(after: history, avoiding: Set(round.map(\.plan.hyperparameters)))
    return point.map {
      TrialPlan(
        hyperparameters: $0, lastEpoch: schedule.epochs(bracket: bracket, round: 0),
        bracket: bracket, round: 0)
    }
  }

  /// The best trial of a round that is over that should go on and does not yet.
  private func promotion(_ bracket: Int, _ rounds: [[Trial]], _ history: History) -> TrialPlan? {
    var expected = firstRoundSize(bracket)
    for round in 0..<bracket {
      guard rounds[round].count >= expected, rounds[round].allSatisfy({ $0.state != .running })
      else { return nil }
      let survivors = survivors(bracket, round, rounds, history)
      let continued = Set(rounds[round + 1].compactMap(\.plan.continues))
      if let next = survivors.first(where: { !continued.contains($0.id) }) {
        return TrialPlan(
          hyperparameters: next.plan.hyperparameters, continues: next.id,
          firstEpoch: next.plan.lastEpoch,
          lastEpoch: schedule.epochs(bracket: bracket, round: round + 1),
          bracket: bracket, round: round + 1)
      }
      expected = survivors.count
    }
    return nil
  }

  /// The trials of a round that would go on if the round ended now, best first.
  private func survivors(
    _ bracket: Int, _ round: Int, _ rounds: [[Trial]], _ history: History
  ) -> ArraySlice<Trial> {
    rounds[round].filter { $0.state == .completed }
      .sorted { history.outranks($0, $1) }
      .prefix(schedule.size(bracket: bracket, round: round + 1))
  }
}
