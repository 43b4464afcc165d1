/// What strategies that learn have to learn from: each point that was tried once, with what came of it.
struct Observations {
  /// Coordinates of the points that ended, in the order in which they were handed out.
  private(set) var points: [[Double]] = []
  /// For each of `points` a value an objective: smaller is better. Failed ones are as bad as the worst.
  private(set) var losses: [[Double]] = []
  /// Coordinates of the points that still run.
  private(set) var pending: [[Double]] = []

  /// - Parameters:
  ///   - trials: of `history`; of those that continue one another only the last that ended counts.
  init(_ trials: [Trial], of history: History, _ space: UnitSpace) {
    let continued = Set(trials.compactMap { $0.state == .running ? nil : $0.plan.continues })
    let signs = history.objectives.map { $0.direction == .minimize ? 1.0 : -1 }
    var failed: [Int] = []
    for trial in trials where !continued.contains(trial.id) {
      guard let point = space.coordinates(of: trial.plan.hyperparameters) else { continue }
      if trial.state == .running {
        pending.append(point)
        continue
      }
      if trial.state == .failed { failed.append(points.count) }
      points.append(point)
      losses.append(zip(signs, trial.values).map { $0 * $1 })
    }
    let completed = losses.filter { !$0.isEmpty }
    let worst = signs.indices.map { objective in
      completed.reduce(-Double.infinity) { max($0, $1[objective]) }
    }
    for index in failed { losses[index] = worst }
    // Nothing is learnt from failures alone.
    if completed.isEmpty { (points, losses) = ([], []) }
  }

  /// The indices of `points`, the best first: by the value; of several objectives by the number of fronts
  /// that must be taken away until nothing dominates the point, and within a front those in empty regions
  /// first. (Deb et al., "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", 2002.)
  var ranking: [Int] {
    guard let objectiveCount = losses.first?.count, objectiveCount > 1 else {
      return losses.indices.sorted { (losses[$0][0], $0) < (losses[$1][0], $1) }
    }
    return ParetoFronts.sorted(losses).flatMap { front in
      let front = front.sorted()
      let space = crowding(front)
      return front.indices.sorted { (-space[$0], front[$0]) < (-space[$1], front[$1]) }
        .map { front[$0] }
    }
  }

  /// How far the neighbours in each objective are apart, infinite at the ends.
  private func crowding(_ front: [Int]) -> [Double] {
    var space = [Double](repeating: 0, count: front.count)
    for objective in losses[front[0]].indices {
      let order = front.indices.sorted {
        losses[front[$0]][objective] < losses[front[$1]][objective]
      }
      let sorted = order.map { losses[front[$0]][objective] }
      let range = sorted[sorted.count - 1] - sorted[0]
      space[order[0]] = .infinity
      space[order[order.count - 1]] = .infinity
      for place in order.indices.dropFirst().dropLast() where range > 0 {
        space[order[place]] += (sorted[place + 1] - sorted[place - 1]) / range
      }
    }
    return space
  }

  /// One loss a point: with one objective its own, with several their augmented Chebyshev norm under
  /// weights. (Knowles, "ParEGO", 2006.)
  /// - Parameter weights: one an objective, of sum 1.
  func scalar(_ weights: [Double]) -> [Double] {
    guard weights.count > 1 else { return losses.map { $0[0] } }
    let ranges = weights.indices.map { objective -> (Double, Double) in
      let values = losses.map { $0[objective] }
      return (values.min() ?? 0, values.max() ?? 0)
    }
    return losses.map { loss in
      let parts = weights.indices.map { objective -> Double in
        let (low, high) = ranges[objective]
        return high > low ? weights[objective] * (loss[objective] - low) / (high - low) : 0
      }
      return (parts.max() ?? 0) + 0.05 * parts.reduce(0, +)
    }
  }

  /// The best and the latest, so many in all.
  func limited(to limit: Int) -> Observations {
    guard points.count > limit else { return self }
    let chosen = Set(ranking.prefix(limit / 2)).union(points.indices.suffix(limit / 2)).sorted()
    var result = self
    result.points = chosen.map { points[$0] }
    result.losses = chosen.map { losses[$0] }
    return result
  }
}
