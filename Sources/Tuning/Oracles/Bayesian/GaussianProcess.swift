import Compute

/// A Gaussian process with mean 0 that has seen some points.
struct GaussianProcess: Sendable {
  let axes: [MaternKernel.Axis]
  let parameters: MaternKernel.Parameters
  /// Coordinates by axis: [axes][points].
  private let columns: [[Double]]
  let count: Int
  /// K⁻¹ y.
  private let alpha: [Double]
  private let whitening: Whitening

  /// - Parameters:
  ///   - columns: coordinates by axis, [axes][points]; NaN where a point lacks the axis.
  ///   - values: one a point.
  ///   - noise: the variance of the values' noise, above 0.
  /// - Returns: nil when the covariance cannot be factored.
  init?(
    axes: [MaternKernel.Axis], columns: [[Double]], values: [Double],
    parameters: MaternKernel.Parameters, noise: Double
  ) {
    let distances = PairDistances(axes: axes, columns: columns, count: values.count)
    let covariance = distances.covariance(parameters, noise: noise)
    guard let factor = CholeskyFactor(covariance, order: values.count),
      let whitening = factor.whitening
    else { return nil }
    self.axes = axes
    self.parameters = parameters
    self.columns = columns
    count = values.count
    alpha = factor.solve(values)
    self.whitening = whitening
  }

  /// The posterior of the function (without noise) at many points.
  /// - Parameter points: coordinates by axis, [axes][points].
  func posterior(at points: [[Double]], count pointCount: Int) -> (
    means: [Double], variances: [Double]
  ) {
    // [seen points, asked points] by rows.
    var cross = [Double](repeating: 0, count: count * pointCount)
    for (axis, kind) in axes.enumerated() {
      let weight = parameters.weights[axis]
      for row in 0..<count {
        let seen = columns[axis][row]
        points[axis].withUnsafeBufferPointer { asked in
          cross.withUnsafeMutableBufferPointer { cross in
            let start = row * pointCount
            for index in 0..<pointCount {
              cross[start + index] +=
                weight * MaternKernel.squaredDistance(kind, asked[index], seen)
            }
          }
        }
      }
    }
    var means = [Double](repeating: 0, count: pointCount)
    var variances = [Double](repeating: parameters.variance, count: pointCount)
    var whitened = [Double](repeating: 0, count: count * pointCount)
    cross.withUnsafeMutableBufferPointer { cross in
      for row in 0..<count {
        let start = row * pointCount
        for index in start..<(start + pointCount) {
          cross[index] = parameters.variance * MaternKernel.value(cross[index])
        }
        for index in 0..<pointCount { means[index] += alpha[row] * cross[start + index] }
      }
      if let from = UnsafePointer(cross.baseAddress) {
        whitened.withUnsafeMutableBufferPointer { whitened in
          if let to = whitened.baseAddress { whitening.apply(count: pointCount, from, into: to) }
        }
      }
    }
    whitened.withUnsafeBufferPointer { whitened in
      for row in 0..<count {
        for index in 0..<pointCount {
          let part = whitened[row * pointCount + index]
          variances[index] -= part * part
        }
      }
    }
    for index in 0..<pointCount { variances[index] = max(variances[index], Self.leastVariance) }
    return (means, variances)
  }

  /// Rounding must not make a variance negative.
  private static let leastVariance = 1e-12

  /// Memory for the posterior at one point with its gradient.
  struct Workspace {
    fileprivate var covariance: [Double]
    fileprivate var slopes: [Double]
    fileprivate var whitened: [Double]
    fileprivate var solved: [Double]
    /// ∂mean and ∂variance by axis.
    var meanGradient: [Double]
    var varianceGradient: [Double]
  }

  func workspace() -> Workspace {
    let vector = [Double](repeating: 0, count: count)
    let gradient = [Double](repeating: 0, count: axes.count)
    return Workspace(
      covariance: vector, slopes: vector, whitened: vector, solved: vector, meanGradient: gradient,
      varianceGradient: gradient)
  }

  /// The posterior at one point; its gradients by axis are left in the workspace.
  func posterior(at point: [Double], _ work: inout Workspace) -> (mean: Double, variance: Double) {
    for row in 0..<count { work.covariance[row] = 0 }
    for (axis, kind) in axes.enumerated() {
      let (weight, here) = (parameters.weights[axis], point[axis])
      columns[axis].withUnsafeBufferPointer { seen in
        work.covariance.withUnsafeMutableBufferPointer { squared in
          for row in 0..<count {
            squared[row] += weight * MaternKernel.squaredDistance(kind, here, seen[row])
          }
        }
      }
    }
    for row in 0..<count {
      let squared = work.covariance[row]
      work.covariance[row] = parameters.variance * MaternKernel.value(squared)
      work.slopes[row] = parameters.variance * MaternKernel.slope(squared)
    }
    whitening.apply(&work.covariance, into: &work.whitened)
    whitening.applyTransposed(&work.whitened, into: &work.solved)
    var mean = 0.0
    var variance = parameters.variance
    for row in 0..<count {
      mean += alpha[row] * work.covariance[row]
      variance -= work.whitened[row] * work.whitened[row]
    }
    for (axis, kind) in axes.enumerated() {
      let (weight, here) = (parameters.weights[axis], point[axis])
      var meanSlope = 0.0
      var varianceSlope = 0.0
      columns[axis].withUnsafeBufferPointer { seen in
        for row in 0..<count {
          let slope = work.slopes[row] * weight * MaternKernel.slope(kind, here, seen[row])
          meanSlope += alpha[row] * slope
          varianceSlope -= 2 * work.solved[row] * slope
        }
      }
      work.meanGradient[axis] = meanSlope
      work.varianceGradient[axis] = varianceSlope
    }
    return (mean, max(variance, Self.leastVariance))
  }
}
