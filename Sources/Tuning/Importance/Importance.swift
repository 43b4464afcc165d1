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

  /// A share of 1 for every key that varies; nil when there are too few completed trials, or all have
  /// the same value. What is missing to 1 in all is due to hyperparameters acting together.
  static func shares(_ history: History, _ space: SearchSpace, seed: UInt64) -> [String: Double]? {
    let trials = history.trials.filter { $0.state == .completed }.suffix(most)
    guard trials.count >= fewest else { return nil }
    let means = Dictionary(grouping: trials, by: \.endEpoch).mapValues { group in
      group.reduce(0) { $0 + ($1.value ?? 0) } / Double(group.count)
    }
    let values = trials.map { ($0.value ?? 0) - (means[$0.endEpoch] ?? 0) }
    let axes = space.keys.compactMap { key in
      Axis(key, trials.map { $0.plan.hyperparameters.values[key] })
    }
    guard !axes.isEmpty else { return nil }
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
}
