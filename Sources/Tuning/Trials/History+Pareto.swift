extension History {
  /// A completed trial's values so that smaller is better.
  package func losses(_ trial: Trial) -> [Double] {
    zip(objectives, trial.values).map { $0.direction == .minimize ? $1 : -$1 }
  }

  /// The completed ones among some trials, the best first: by the first objective's value; of several
  /// objectives by the number of fronts that must be taken away until nothing dominates the trial
  /// (`ParetoFronts`), within a front by the first one.
  package func ranked(_ trials: [Trial]) -> [Trial] {
    let completed = trials.filter { $0.state == .completed }
    guard objectives.count > 1 else { return completed.sorted { outranks($0, $1) } }
    return ParetoFronts.sorted(completed.map(losses)).joined().map { completed[$0] }
  }

  /// The best trials of so many different points, the best first.
  package func leaders(_ count: Int) -> [Trial] {
    if count == 1 { return best.map { [$0] } ?? [] }
    var points: Set<Hyperparameters> = []
    return Array(
      ranked(trials).filter { points.insert($0.plan.hyperparameters).inserted }.prefix(count))
  }

  /// The completed trials that no other one dominates, in the order of their ids. With one objective the
  /// best trial and those that equal it.
  package var paretoFront: [Trial] {
    let completed = trials.filter { $0.state == .completed }
    return (ParetoFronts.sorted(completed.map(losses)).first ?? []).sorted().map { completed[$0] }
  }
}
