import Compute
import Glibc

extension RandomStream {
  /// Beta with both parameters equal, in 0...1: a gamma variate's share of two.
  /// - Parameter alpha: at least 0.05, so that the two rarely underflow together.
  mutating func beta(_ alpha: Double) -> Double {
    let one = gamma(alpha)
    let other = gamma(alpha)
    return one + other > 0 ? one / (one + other) : 0.5
  }

  /// Gamma of scale 1 (Marsaglia and Tsang 2000; below 1 by way of shape + 1).
  private mutating func gamma(_ shape: Double) -> Double {
    if shape < 1 { return gamma(shape + 1) * pow(1 - uniformDouble(), 1 / shape) }
    let d = shape - 1 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = pow(1 + c * x, 3)
      guard v > 0 else { continue }
      if log(1 - uniformDouble()) < x * x / 2 + d - d * v + d * log(v) { return d * v }
    }
  }
}
