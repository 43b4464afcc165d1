import Compute

/// How much each hyperparameter alone changes the first objective, over the values that were tried:
/// fANOVA's main effects on a random forest.
///
/// Trials of different lengths are compared with their like only: from each value the mean of all trials
/// that ran to the same epoch is taken.
enum Importance {
  private static let treeCount = 48
  /// With fewer trials than this, chance would speak.
  private static let fewest = 8
  /// The latest trials that enter, which bounds the time.
  private static let most = 1000

  /// Values that differ by less of the largest are taken for equal: rounding makes as much.
  private static let resolution = 1e-12

  /// A share of 1 for every key that has several values; nil when there are too few completed trials, or all
  /// have the same value. What is missing to 1 in all is due to hyperparameters acting together.
  static func shares(_ history: History, _ space: SearchSpace, seed: UInt64) -> [String: Double]? {
    let trials = history.trials.filter { $0.state == .completed }.suffix(most)
    guard trials.count >= fewest else { return nil }
    let values = deviations(trials)
    // What has one value only is there or not as its parent says, and takes nothing of the parent's share.
    let axes = space.dimensions.filter { $0.parameter.count != 1 }.compactMap { dimension in
      Axis(dimension.key, trials.map { $0.plan.hyperparameters.values[dimension.key] })
    }
    guard !axes.isEmpty, values.contains(where: { abs($0) > resolution }) else { return nil }
    let points = trials.indices.map { trial in
      axes.map { $0.coordinates[trial - trials.startIndex] }
    }

    var sums = [Double](repeating: 0, count: axes.count)
    var grown = 0
    for tree in 0..<treeCount {
      var random = RandomStream(seed: seed, .importance, UInt64(tree))
      let samples = points.map { _ in random.integer(below: points.count) }
      let shares = RegressionTree(
        points: points, values: values, samples: samples, dimensions: axes.count, random: &random
      ).varianceShares()
      guard let shares else { continue }
      for index in sums.indices { sums[index] += shares[index] }
      grown += 1
    }
    guard grown > 0 else { return nil }
    return Dictionary(
      uniqueKeysWithValues: zip(axes, sums).map { ($0.key, $1 / Double(grown)) })
  }

  /// How far each value is from the mean of its like, as a share of the largest value: squares of these stay
  /// finite, whatever a host tells.
  private static func deviations(_ trials: ArraySlice<Trial>) -> [Double] {
    let largest = trials.reduce(.leastNormalMagnitude) { max($0, abs($1.value ?? 0)) }
    let values = trials.map { ($0.value ?? 0) / largest }
    let sums = zip(trials, values).reduce(into: [Int: (sum: Double, count: Double)]()) {
      let group = $0[$1.0.endEpoch] ?? (0, 0)
      $0[$1.0.endEpoch] = (group.sum + $1.1, group.count + 1)
    }
    return zip(trials, values).map { trial, value in
      sums[trial.endEpoch].map { value - $0.sum / $0.count } ?? 0
    }
  }
}
