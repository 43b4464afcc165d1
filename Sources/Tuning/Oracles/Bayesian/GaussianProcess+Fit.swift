import Glibc

extension GaussianProcess {
  /// The process with the most likely parameters, found from several starts, and the noise's variance.
  /// - Parameters:
  ///   - columns: coordinates by axis, [axes][points]; NaN where a point lacks the axis.
  ///   - values: of mean 0 and variance 1.
  /// - Returns: nil when no covariance can be factored.
  static func fit(
    axes: [MaternKernel.Axis], columns: [[Double]], values: [Double]
  ) -> (process: GaussianProcess, noise: Double)? {
    let prior = KernelPrior(axisCount: axes.count)
    let likelihood = MarginalLikelihood(
      PairDistances(axes: axes, columns: columns, count: values.count), values: values,
      prior: prior)
    let ends = prior.starts.map { start in
      Minimiser(iterations: 60, tolerance: 1e-2).minimise(
        from: start, lower: prior.lower, upper: prior.upper, likelihood.callAsFunction)
    }
    guard let best = ends.min(by: { $0.value < $1.value }), best.value.isFinite else { return nil }
    let parameters = MaternKernel.Parameters(
      weights: best.point[..<axes.count].map { exp($0) }, variance: exp(best.point[axes.count]))
    let noise = exp(best.point[axes.count + 1])
    return GaussianProcess(
      axes: axes, columns: columns, values: values, parameters: parameters, noise: noise
    ).map { ($0, noise) }
  }
}
