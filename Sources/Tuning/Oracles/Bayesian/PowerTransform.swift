import Glibc

/// Brings values to mean 0 and variance 1, after a Yeo-Johnson transform that shortens a long tail of large
/// (bad) values: a few terrible trials must not drown the differences between the good ones. (Yeo and
/// Johnson, "A New Family of Power Transformations to Improve Normality or Symmetry", 2000; for Bayesian
/// optimisation Cowen-Rivers et al., "HEBO", JAIR 2022.)
struct PowerTransform {
  /// The transformed values, in the given order.
  let values: [Double]

  /// - Parameter values: smaller is better.
  init(_ values: [Double]) {
    let standard = Self.standardised(values)
    // The most likely power by trying; 1 leaves the values as they are.
    let powers = stride(from: -1.0, through: 1, by: 0.1)
    var best = (likelihood: -Double.infinity, values: standard)
    for power in powers {
      let candidate = standard.map { Self.transform($0, power) }
      let logJacobian = standard.reduce(0) {
        $0 + (power - 1) * ($1 >= 0 ? log1p($1) : -log1p(-$1))
      }
      let count = Double(values.count)
      let mean = candidate.reduce(0, +) / count
      let variance = candidate.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let likelihood = logJacobian - count / 2 * log(max(variance, 1e-300))
      if likelihood > best.likelihood { best = (likelihood, candidate) }
    }
    self.values = Self.standardised(best.values)
  }

  private static func transform(_ value: Double, _ power: Double) -> Double {
    if value >= 0 {
      return abs(power) < 1e-9 ? log1p(value) : (pow(1 + value, power) - 1) / power
    }
    let other = 2 - power
    return abs(other) < 1e-9 ? -log1p(-value) : (1 - pow(1 - value, other)) / other
  }

  private static func standardised(_ values: [Double]) -> [Double] {
    let count = Double(max(values.count, 1))
    // Divided first, so that sums of large values stay finite.
    let scale = max(values.reduce(0) { max($0, abs($1)) }, .leastNormalMagnitude)
    let small = values.map { $0 / scale }
    let mean = small.reduce(0) { $0 + $1 / count }
    let deviation = small.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }.squareRoot()
    return small.map { deviation > 1e-12 ? ($0 - mean) / deviation : 0 }
  }
}
