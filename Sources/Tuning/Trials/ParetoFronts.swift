/// Non-dominated sorting: points are parted into fronts, each of which is what nothing dominates when those before
/// it are taken away. (Deb et al., "NSGA-II", 2002; by efficient non-dominated sort, Zhang et al., IEEE TEVC 2015:
/// in lexicographic order no point is dominated by a later one, so each is compared only with fronts there are.)
package enum ParetoFronts {
  /// - Parameter losses: of each point one an objective, smaller is better.
  /// - Returns: the indices of the points by front, within a front in lexicographic order, the earlier of equals
  ///   first.
  static func sorted(_ losses: [[Double]]) -> [[Int]] {
    let order = losses.indices.sorted { one, other in
      for (value, otherValue) in zip(losses[one], losses[other]) where value != otherValue {
        return value < otherValue
      }
      return one < other
    }
    var fronts: [[Int]] = []
    for point in order {
      // The members that came last are the likeliest to dominate it.
      let front = fronts.firstIndex { members in
        !members.reversed().contains { dominates(losses[$0], losses[point]) }
      }
      if let front { fronts[front].append(point) } else { fronts.append([point]) }
    }
    return fronts
  }

  /// Whether losses are nowhere greater than others, and smaller somewhere.
  package static func dominates(_ losses: [Double], _ others: [Double]) -> Bool {
    var isSmaller = false
    for (value, other) in zip(losses, others) {
      if value > other { return false }
      if value < other { isSmaller = true }
    }
    return isSmaller
  }
}
