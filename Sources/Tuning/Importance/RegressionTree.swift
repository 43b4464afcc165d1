import Compute

/// A piecewise constant function on the unit cube, grown from samples by the largest decrease of the sum of
/// squares. (Breiman et al., "Classification and Regression Trees", 1984.)
struct RegressionTree {
  /// A box of the cube and the function's value there.
  struct Leaf {
    var lows: [Double]
    var highs: [Double]
    var value: Double
  }
  private(set) var leaves: [Leaf] = []

  private static let depthLimit = 24
  /// Samples that a leaf has at least.
  private static let leafSize = 3

  /// - Parameters:
  ///   - points: `[sample, dimension]`, 0 to 1.
  ///   - samples: indices to grow from; some may come several times.
  ///   - random: picks the dimensions that a split may choose from.
  init(
    points: [[Double]], values: [Double], samples: [Int], dimensions: Int,
    random: inout RandomStream
  ) {
    let cube = Leaf(
      lows: .init(repeating: 0, count: dimensions), highs: .init(repeating: 1, count: dimensions),
      value: 0)
    grow(points, values, samples, cube, depth: 0, &random)
  }

  private mutating func grow(
    _ points: [[Double]], _ values: [Double], _ samples: [Int], _ box: Leaf, depth: Int,
    _ random: inout RandomStream
  ) {
    guard depth < Self.depthLimit, samples.count >= 2 * Self.leafSize,
      let split = split(points, values, samples, &random)
    else {
      var leaf = box
      leaf.value = samples.reduce(0) { $0 + values[$1] } / Double(max(samples.count, 1))
      leaves.append(leaf)
      return
    }
    var left = box
    var right = box
    left.highs[split.dimension] = split.place
    right.lows[split.dimension] = split.place
    let isLeft = { points[$0][split.dimension] <= split.place }
    grow(points, values, samples.filter(isLeft), left, depth: depth + 1, &random)
    grow(points, values, samples.filter { !isLeft($0) }, right, depth: depth + 1, &random)
  }

  /// The split after which the squares around the two means are least; nil when none makes them less.
  private func split(
    _ points: [[Double]], _ values: [Double], _ samples: [Int], _ random: inout RandomStream
  ) -> (dimension: Int, place: Double)? {
    let total = samples.reduce(0) { $0 + values[$1] }
    let count = Double(samples.count)
    // The squares' decrease is the increase of sum^2 / count; what rounding makes up is none.
    var best = total * total / count * (1 + 1e-12) + 1e-300
    var choice: (dimension: Int, place: Double)?
    for dimension in candidates(of: points[samples[0]].count, &random) {
      let sorted = samples.sorted { points[$0][dimension] < points[$1][dimension] }
      var sum = 0.0
      for (index, sample) in sorted.dropLast(Self.leafSize).enumerated() {
        sum += values[sample]
        let here = points[sample][dimension]
        let next = points[sorted[index + 1]][dimension]
        guard index + 1 >= Self.leafSize, here < next else { continue }
        let left = Double(index + 1)
        let gain = sum * sum / left + (total - sum) * (total - sum) / (count - left)
        guard gain > best else { continue }
        best = gain
        choice = (dimension, (here + next) / 2)
      }
    }
    return choice
  }

  /// Five dimensions in six, at random, so that the trees of a forest differ.
  private func candidates(of dimensions: Int, _ random: inout RandomStream) -> ArraySlice<Int> {
    var all = Array(0..<dimensions)
    random.shuffle(&all)
    return all.prefix(max(1, (5 * dimensions + 5) / 6))
  }
}
