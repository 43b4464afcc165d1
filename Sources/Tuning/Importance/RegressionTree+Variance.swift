extension RegressionTree {
  /// For every dimension, the share of the function's variance over the cube that is due to it alone: the
  /// variance of the mean over all others. Nil for a constant function. (Hutter, Hoos and Leyton-Brown,
  /// "An Efficient Approach for Assessing Hyperparameter Importance", ICML 2014.)
  func varianceShares() -> [Double]? {
    let dimensions = leaves.first?.lows.count ?? 0
    let volumes = leaves.map { leaf in
      (0..<dimensions).reduce(1) { $0 * (leaf.highs[$1] - leaf.lows[$1]) }
    }
    let mean = zip(leaves, volumes).reduce(0) { $0 + $1.0.value * $1.1 }
    let variance = zip(leaves, volumes).reduce(0) { sum, leaf in
      sum + (leaf.0.value - mean) * (leaf.0.value - mean) * leaf.1
    }
    guard variance > 0 else { return nil }
    return (0..<dimensions).map { dimension in
      let places = Set(leaves.flatMap { [$0.lows[dimension], $0.highs[dimension]] }).sorted()
      let own = zip(places, places.dropFirst()).reduce(0) { sum, stretch in
        let (low, high) = stretch
        let marginal = zip(leaves, volumes).reduce(0) { sum, leaf in
          guard leaf.0.lows[dimension] <= low, high <= leaf.0.highs[dimension] else { return sum }
          return sum + leaf.0.value * leaf.1 / (leaf.0.highs[dimension] - leaf.0.lows[dimension])
        }
        return sum + (marginal - mean) * (marginal - mean) * (high - low)
      }
      return own / variance
    }
  }
}
