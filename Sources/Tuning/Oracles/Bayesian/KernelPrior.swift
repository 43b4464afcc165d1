import Glibc

/// Normal priors on the logarithms of a Gaussian process's parameters, for values of mean 0 and variance 1
/// over the unit cube.
///
/// Length scales are expected to grow with the square root of the number of axes, as the distances do
/// (Hvarfner et al., "Vanilla Bayesian Optimization Performs Great in High Dimensions", ICML 2024).
struct KernelPrior: Sendable {
  let axisCount: Int
  private let means: [Double]
  private let deviations: [Double]
  let lower: [Double]
  let upper: [Double]

  init(axisCount: Int) {
    self.axisCount = axisCount
    let scale = 0.25 * Double(axisCount).squareRoot()
    means = [Double](repeating: -2 * log(scale), count: axisCount) + [0, log(1e-5)]
    deviations = [Double](repeating: 2, count: axisCount) + [1, 3]
    lower = [Double](repeating: -2 * log(100), count: axisCount) + [log(0.01), log(1e-6)]
    upper = [Double](repeating: -2 * log(0.01), count: axisCount) + [log(100), log(1)]
  }

  /// -log of the prior, constants left out; its gradient is added.
  func penalty(_ logarithms: [Double], _ gradient: inout [Double]) -> Double {
    var sum = 0.0
    for index in logarithms.indices {
      let excess = (logarithms[index] - means[index]) / deviations[index]
      sum += 0.5 * excess * excess
      gradient[index] += excess / deviations[index]
    }
    return sum
  }

  /// Where fits begin: the most likely parameters; short and long length scales with much noise.
  var starts: [[Double]] {
    let weights = means[..<axisCount]
    return [
      means,
      weights.map { $0 + 2 * log(3) } + [0, log(1e-4)],
      weights.map { $0 - 2 * log(2) } + [0, log(0.1)],
    ].map { start in
      start.indices.map { min(max(start[$0], lower[$0]), upper[$0]) }
    }
  }
}
