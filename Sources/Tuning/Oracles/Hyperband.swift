/// Successive halving over brackets that trade the number of trials against their epochs. (Li et al.,
/// "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization", JMLR 2018.)
///
/// A round is promoted from when all of its trials have ended: the best go on from their checkpoints,
/// as new trials. While a round still runs, hosts with workers to spare are given the next bracket's
/// trials. A failed trial is not promoted, and nothing takes its place in its round.
package struct Hyperband: Oracle {
  let space: SearchSpace
  let seed: UInt64
  let schedule: HyperbandSchedule

  package func propose(after history: History) throws -> Proposal {
    for bracket in (0..<schedule.bracketCount).reversed() {
      let rounds = trialsByRound(of: bracket, in: history)
      if rounds[0].count < firstRoundSize(bracket) {
        if let plan = try freshPlan(bracket, rounds[0], history) { return .trial(plan) }
      }
      for round in 1..<(bracket + 1) {
        if let plan = promotion(bracket, round, rounds, history) { return .trial(plan) }
      }
    }
    return history.runningCount > 0 ? .wait : .finished
  }

  package func mayContinue(_ trial: Trial, in history: History) -> Bool {
    // A journal may say anything of its trials.
    guard trial.state == .completed, let bracket = trial.plan.bracket, let round = trial.plan.round,
      0..<schedule.bracketCount ~= bracket, 0..<bracket ~= round
    else { return false }
    let rounds = trialsByRound(of: bracket, in: history)
    // A rank only gets worse as more trials of the round end.
    return !rounds[round + 1].contains { $0.plan.continues == trial.id }
      && survivors(bracket, round, rounds, history).contains { $0.id == trial.id }
  }

  private func trialsByRound(of bracket: Int, in history: History) -> [[Trial]] {
    var rounds = [[Trial]](repeating: [], count: bracket + 1)
    for trial in history.trials where trial.plan.bracket == bracket {
      if let round = trial.plan.round, rounds.indices.contains(round) {
        rounds[round].append(trial)
      }
    }
    return rounds
  }

  /// A bracket does not run a point twice, so a small space makes its first round smaller.
  private func firstRoundSize(_ bracket: Int) -> Int {
    min(schedule.size(bracket: bracket, round: 0), space.cardinality ?? .max)
  }

  private func freshPlan(
    _ bracket: Int, _ round: [Trial], _ history: History
  ) throws -> TrialPlan? {
    // A point that no trial has had; in a space whose every point was had, one that this bracket has
    // not (it may have run for fewer epochs before).
    let ordinal = history.freshCount
    let point =
      try space.freshPoint(seed: seed, ordinal: ordinal, avoiding: history.points)
      ?? space.freshPoint(
        seed: seed, ordinal: ordinal, avoiding: Set(round.map(\.plan.hyperparameters)))
    return point.map {
      TrialPlan(
        hyperparameters: $0, lastEpoch: schedule.epochs(bracket: bracket, round: 0),
        bracket: bracket, round: 0)
    }
  }

  /// The best trial of the round before that should go on and does not yet, once that round is over.
  private func promotion(
    _ bracket: Int, _ round: Int, _ rounds: [[Trial]], _ history: History
  ) -> TrialPlan? {
    guard isOver(bracket, round - 1, rounds) else { return nil }
    let continued = Set(rounds[round].compactMap(\.plan.continues))
    let next = survivors(bracket, round - 1, rounds, history).first { !continued.contains($0.id) }
    return next.map {
      TrialPlan(
        hyperparameters: $0.plan.hyperparameters, continues: $0.id,
        firstEpoch: $0.plan.lastEpoch,
        lastEpoch: schedule.epochs(bracket: bracket, round: round),
        bracket: bracket, round: round)
    }
  }

  /// Whether a round has all its trials and all have ended.
  private func isOver(_ bracket: Int, _ round: Int, _ rounds: [[Trial]]) -> Bool {
    guard rounds[round].allSatisfy({ $0.state != .running }) else { return false }
    if round == 0 { return rounds[0].count >= firstRoundSize(bracket) }
    guard isOver(bracket, round - 1, rounds) else { return false }
    let completed = rounds[round - 1].count { $0.state == .completed }
    return rounds[round].count >= min(schedule.size(bracket: bracket, round: round), completed)
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
