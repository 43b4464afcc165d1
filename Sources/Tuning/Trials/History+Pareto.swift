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

  /// The completed trials that no other one dominates, in the order of their ids. With one objective the
  /// best trial and those that equal it.
  package var paretoFront: [Trial] {
    let completed = trials.filter { $0.state == .completed }
    return completed.filter { trial in
      !completed.contains { dominates($0.values, trial.values) }
    }
  }
}
