extension History {
  /// Whether a completed trial is at least as good as another in every objective and better in one.
  package func dominates(_ values: [Double], _ others: [Double]) -> Bool {
    var isBetter = false
    for (objective, (value, other)) in zip(objectives, zip(values, others)) {
      if objective.direction.isBetter(other, than: value) { return false }
      if objective.direction.isBetter(value, than: other) { isBetter = true }
    }
    return isBetter
  }

  /// The completed ones among some trials, the best first: by the first objective's value; of several
  /// objectives by the number of fronts that must be taken away until nothing dominates the trial
  /// (non-dominated sorting: Deb et al., "NSGA-II", 2002), within a front by the first one.
  package func ranked(_ trials: [Trial]) -> [Trial] {
    let sorted = trials.filter { $0.state == .completed }.sorted { outranks($0, $1) }
    guard objectives.count > 1 else { return sorted }
    var rest = sorted
    var ranked: [Trial] = []
    while !rest.isEmpty {
      let isOfFront = rest.map { trial in !rest.contains { dominates($0.values, trial.values) } }
      ranked += zip(rest, isOfFront).filter(\.1).map(\.0)
      rest = zip(rest, isOfFront).filter { !$0.1 }.map(\.0)
    }
    return ranked
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
    return completed.filter { trial in
      !completed.contains { dominates($0.values, trial.values) }
    }
  }
}
