import Glibc

/// Normal priors on the logarithms of a Gaussian process's parameters, for values of mean 0 and variance 1
/// over the unit cube.
///
/// Length scales are expected to grow with the square root of the number of axes, as the distances do
/// (Hvarfner et al., "Vanilla Bayesian Optimization Performs Great in High Dimensions", ICML 2024), and to be
/// alike until the points say otherwise: in many dimensions a few points would fit any scales.
struct KernelPrior: Sendable {
  let axisCount: Int
  let lower: [Double]
  let upper: [Double]
  /// Of the mean of log(1 / length scale²) over the axes.
  private let weight: (mean: Double, deviation: Double)
  /// Of each axis' own around that mean.
  private let spread = 0.7
  private let variance = (mean: 0.0, deviation: 1.0)
  private let noise = (mean: log(1e-5), deviation: 3.0)

  init(axisCount: Int) {
    self.axisCount = axisCount
    weight = (-2 * log(0.25 * Double(max(axisCount, 1)).squareRoot()), 2)
    lower = [Double](repeating: -2 * log(100), count: axisCount) + [log(0.01), log(1e-6)]
    upper = [Double](repeating: -2 * log(0.01), count: axisCount) + [log(100), log(1)]
  }

  /// -log of the prior, constants left out; its gradient is added.
  func penalty(_ logarithms: [Double], _ gradient: inout [Double]) -> Double {
    var sum = 0.0
    func add(_ excess: Double, _ index: Int, _ slope: Double) {
      sum += 0.5 * excess * excess
      gradient[index] += excess * slope
    }
    for (index, prior) in [(axisCount, variance), (axisCount + 1, noise)] {
      add((logarithms[index] - prior.mean) / prior.deviation, index, 1 / prior.deviation)
    }
    guard axisCount > 0 else { return sum }
    let count = Double(axisCount)
    let common = logarithms[..<axisCount].reduce(0, +) / count
    let excess = (common - weight.mean) / weight.deviation
    sum += 0.5 * excess * excess
    for axis in 0..<axisCount {
      // The mean's own share of this slope is the same for all axes, and their sum is 0.
      add((logarithms[axis] - common) / spread, axis, 1 / spread)
      gradient[axis] += excess / (weight.deviation * count)
    }
    return sum
  }

  /// Where fits begin: the most likely parameters; short and long length scales with much noise.
  var starts: [[Double]] {
    [(0, noise.mean), (2 * log(3), log(1e-4)), (-2 * log(2), log(0.1))].map { shift, noise in
      let start =
        [Double](repeating: weight.mean + shift, count: axisCount) + [variance.mean, noise]
      return start.indices.map { min(max(start[$0], lower[$0]), upper[$0]) }
    }
  }
}
