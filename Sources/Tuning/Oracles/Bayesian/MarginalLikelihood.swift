import Compute
import Glibc

/// What is minimised to fit a Gaussian process: the negative logarithm of the values' likelihood and of the
/// parameters' prior, as a function of the parameters' logarithms: a weight for each axis, the variance,
/// the noise.
struct MarginalLikelihood {
  private let distances: PairDistances
  private let values: [Double]
  private let prior: KernelPrior

  init(_ distances: PairDistances, values: [Double], prior: KernelPrior) {
    self.distances = distances
    self.values = values
    self.prior = prior
  }

  /// - Returns: infinity where the covariance cannot be factored.
  func callAsFunction(_ logarithms: [Double], _ gradient: inout [Double]) -> Double {
    let axisCount = distances.axisCount
    let count = distances.count
    let weights = logarithms[..<axisCount].map { exp($0) }
    let variance = exp(logarithms[axisCount])
    let noise = exp(logarithms[axisCount + 1])
    let scaled = distances.scaled(weights)
    let covariance = distances.covariance(scaled, variance: variance, noise: noise)
    guard let factor = CholeskyFactor(covariance, order: count), let inverse = factor.inverse else {
      return .infinity
    }
    let alpha = factor.solve(values)
    let fit = zip(alpha, values).reduce(0) { $0 + $1.0 * $1.1 }
    var result = 0.5 * (fit + factor.logDeterminant)

    // ∂/∂θ = ½ tr((K⁻¹ - α αᵀ) ∂K/∂θ); the pairs below the diagonal count twice.
    var trace = 0.0
    var bySquared = [Double](repeating: 0, count: scaled.count)
    var varianceSum = 0.0
    bySquared.withUnsafeMutableBufferPointer { bySquared in
      var pair = 0
      for row in 0..<count {
        for other in 0..<row {
          let excess = inverse[row * count + other] - alpha[row] * alpha[other]
          bySquared[pair] = excess * variance * MaternKernel.slope(scaled[pair])
          varianceSum += 2 * excess * covariance[row * count + other]
          pair += 1
        }
        trace += inverse[row * count + row] - alpha[row] * alpha[row]
      }
    }
    for axis in 0..<axisCount {
      var sum = 0.0
      distances.squared[axis].withUnsafeBufferPointer { squared in
        for pair in 0..<squared.count { sum += bySquared[pair] * squared[pair] }
      }
      gradient[axis] = weights[axis] * sum
    }
    gradient[axisCount] = 0.5 * (varianceSum + variance * trace)
    gradient[axisCount + 1] = 0.5 * noise * trace
    result += prior.penalty(logarithms, &gradient)
    return result.isFinite ? result : .infinity
  }
}
