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
  /// The search's first points. They are of bracket 0's, which run for all epochs, so that the search ends
  /// no worse than it began.
  let starts: [Hyperparameters]
  /// Whether all brackets are gone through again and again, each time with fresh points.
  let repeats: Bool

  /// The trials of one bracket by round.
  private typealias Rounds = [[Trial]]

  package func propose(after history: History) throws -> Proposal {
    if let start = history.next(of: starts) {
      return .trial(
        TrialPlan(
          hyperparameters: start, lastEpoch: schedule.epochs(bracket: 0, round: 0),
          bracket: 0,
          round: 0))
    }
    let iterations = iterations(history)
    for (iteration, brackets) in iterations.enumerated() {
      if let plan = try proposal(iteration, brackets, history) { return .trial(plan) }
    }
    if repeats, !isUsedUp(history),
      let plan = try proposal(iterations.count, emptyBrackets, history)
    {
      return .trial(plan)
    }
    return history.runningCount > 0 ? .wait : .finished
  }

  private func proposal(
    _ iteration: Int, _ brackets: [Rounds], _ history: History
  ) throws -> TrialPlan? {
    for (bracket, rounds) in brackets.enumerated().reversed() {
      let size = firstRoundSize(bracket, rounds, history)
      var plan: TrialPlan?
      if rounds[0].count < size { plan = try freshPlan(bracket, history) }
      plan = plan ?? promotion(bracket, size, rounds, history)
      // The first iteration goes without a number, as in journals from before there were several.
      if iteration > 0 { plan?.iteration = iteration }
      if let plan { return plan }
    }
    return nil
  }

  package func continuable(in history: History) -> Set<Int> {
    var ids: Set<Int> = []
    for brackets in iterations(history) {
      for (bracket, rounds) in brackets.enumerated() {
        var expected = firstRoundSize(bracket, rounds, history)
        for round in 0..<bracket {
          let survivors = survivors(bracket, round, rounds, history)
          let isOver = isOver(rounds[round], of: expected)
          // By one value a rank only gets worse as more trials of the round end; by several it may
          // get better, as the front moves.
          let kept =
            isOver || history.objectives.count == 1
            ? Array(survivors) : rounds[round].filter { $0.state == .completed }
          ids.formUnion(kept.map(\.id))
          ids.subtract(rounds[round + 1].compactMap(\.plan.continues))
          expected = isOver ? survivors.count : .max
        }
      }
    }
    return ids
  }

  private var emptyBrackets: [Rounds] {
    (0..<schedule.bracketCount).map { Rounds(repeating: [], count: $0 + 1) }
  }

  /// All trials by iteration, bracket and round. A journal may say anything of its trials: those of no
  /// bracket or round of ours are left out.
  private func iterations(_ history: History) -> [[Rounds]] {
    var iterations = [emptyBrackets]
    for trial in history.trials {
      let iteration = trial.plan.iteration ?? 0
      guard (0...iterations.count).contains(iteration), let bracket = trial.plan.bracket,
        iterations[0].indices.contains(bracket), let round = trial.plan.round,
        iterations[0][bracket].indices.contains(round)
      else { continue }
      if iteration == iterations.count { iterations.append(emptyBrackets) }
      iterations[iteration][bracket][round].append(trial)
    }
    return iterations
  }

  private func isUsedUp(_ history: History) -> Bool {
    cardinality.map { history.points.count >= $0 } ?? false
  }

  /// No point is begun twice: where a space is used up, the round that was being filled stays smaller, and
  /// those after it empty.
  private func firstRoundSize(_ bracket: Int, _ rounds: Rounds, _ history: History) -> Int {
    let size = schedule.size(bracket: bracket, round: 0)
    return isUsedUp(history) ? min(size, rounds[0].count) : size
  }

  private func freshPlan(_ bracket: Int, _ history: History) throws -> TrialPlan? {
    try sampler.point(after: history, avoiding: history.points).map {
      TrialPlan(
        hyperparameters: $0, lastEpoch: schedule.epochs(bracket: bracket, round: 0),
        bracket: bracket, round: 0)
    }
  }

  /// The best trial of a round that is over that should go on and does not yet.
  /// - Parameter size: of the first round.
  private func promotion(
    _ bracket: Int, _ size: Int, _ rounds: Rounds, _ history: History
  ) -> TrialPlan? {
    var expected = size
    for round in 0..<bracket {
      guard isOver(rounds[round], of: expected) else { return nil }
      let survivors = survivors(bracket, round, rounds, history)
      let continued = Set(rounds[round + 1].compactMap(\.plan.continues))
      if let next = survivors.first(where: { !continued.contains($0.id) }) {
        return TrialPlan(
          hyperparameters: next.plan.hyperparameters, continues: next.id,
          firstEpoch: next.endEpoch,
          lastEpoch: schedule.epochs(bracket: bracket, round: round + 1),
          bracket: bracket, round: round + 1)
      }
      expected = survivors.count
    }
    return nil
  }

  private func isOver(_ round: [Trial], of expected: Int) -> Bool {
    round.count >= expected && round.allSatisfy { $0.state != .running }
  }

  /// The trials of a round that would go on if the round ended now, best first.
  private func survivors(
    _ bracket: Int, _ round: Int, _ rounds: Rounds, _ history: History
  ) -> ArraySlice<Trial> {
    history.ranked(rounds[round]).prefix(schedule.size(bracket: bracket, round: round + 1))
  }
}
