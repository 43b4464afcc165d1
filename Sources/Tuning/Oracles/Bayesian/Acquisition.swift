import Glibc

/// What makes a point worth trying, given what the Gaussian process makes of it. Values are minimised.
package enum Acquisition: String, Codable, CaseIterable, Sendable {
  /// The logarithm of the expected improvement on the best value so far. (Jones et al., "Efficient Global
  /// Optimization of Expensive Black-Box Functions", 1998; computed as in Ament et al., "Unexpected
  /// Improvements to Expected Improvement for Bayesian Optimization", NeurIPS 2023.)
  case expectedImprovement = "expected_improvement"
  /// Some standard deviations below the mean, negated. (Srinivas et al., "Gaussian Process Optimization in the
  /// Bandit Setting", ICML 2010.)
  case lowerConfidenceBound = "lower_confidence_bound"

  /// How much a point is worth, with the derivatives by mean and by variance.
  /// - Parameters:
  ///   - best: the value to improve on.
  ///   - confidence: how many standard deviations (β) the bound is below the mean.
  func worth(mean: Double, variance: Double, best: Double, confidence: Double) -> (
    value: Double, byMean: Double, byVariance: Double
  ) {
    let deviation = variance.squareRoot()
    switch self {
    case .lowerConfidenceBound:
      return (confidence * deviation - mean, -1, confidence / (2 * deviation))
    case .expectedImprovement:
      // EI = σ h(z), h = φ + z Φ: ∂EI/∂mean = -Φ, ∂EI/∂σ = φ.
      let z = (best - mean) / deviation
      let (logH, cumulativeShare, densityShare) = Self.improvement(z)
      return (
        log(deviation) + logH, -cumulativeShare / deviation,
        densityShare / (2 * variance)
      )
    }
  }

  /// log h, Φ / h and φ / h at z, where h = φ(z) + z Φ(z); without cancellation far below 0.
  private static func improvement(_ z: Double) -> (Double, Double, Double) {
    let logDensity = -z * z / 2 - 0.5 * log(2 * .pi)
    if z > -1 {
      let density = exp(logDensity)
      let cumulative = 0.5 * erfc(-z / 2.0.squareRoot())
      let h = density + z * cumulative
      return (log(h), cumulative / h, density / h)
    }
    // Mills' ratio R = Φ(z) / φ(z); h / φ = 1 + z R.
    let x = -z
    var ratio: Double
    var share: Double
    if x < 25 {
      ratio = (Double.pi / 2).squareRoot() * exp(x * x / 2) * erfc(x / 2.0.squareRoot())
      share = 1 - x * ratio
    } else {
      let inverse = 1 / (x * x)
      share = inverse * (1 - inverse * (3 - 15 * inverse))
      ratio = (1 - share) / x
    }
    return (logDensity + log(share), ratio / share, 1 / share)
  }
}
