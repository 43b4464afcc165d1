import Compute
import Glibc
import Platform

/// Bayesian optimisation: a Gaussian process learns the objective from the trials so far, and the point that
/// is worth most under it is tried next. The first points are quasi-random; what a host gives counts among them.
///
/// Trials that still run count with the value that the process expects of them, so that several workers
/// are not sent to the same place. (Ginsbourger et al., "Kriging is well-suited to parallelize
/// optimization", 2010.) A failed trial counts as the worst one. Several objectives become one by weights
/// that are drawn anew for every point. (Knowles, "ParEGO", 2006.)
struct BayesianSampler: Sampler {
  private let space: UnitSpace
  private let seed: UInt64
  private let startup: Int
  private let acquisition: Acquisition
  private let confidence: Double
  /// Points that the process learns from at most; the work grows with the third power.
  private static let pointLimit = 400
  /// One proposal in so many is looked for near the best point.
  private static let localPeriod = 3
  private static let localRadius = 0.1

  /// Quasi-random points before the process is asked: more in more dimensions, but soon to the point.
  private static func defaultStartup(_ axisCount: Int) -> Int { min(2 * axisCount + 1, 10) }

  /// - Parameter startup: points before the process is asked; 0 for the default.
  init(
    _ space: SearchSpace, seed: UInt64, startup: Int, acquisition: Acquisition, confidence: Double
  ) {
    self.space = UnitSpace(space)
    self.seed = seed
    self.startup = startup > 0 ? startup : Self.defaultStartup(self.space.free.count)
    self.acquisition = acquisition
    self.confidence = confidence
  }

  func point(
    after history: History, avoiding taken: Set<Hyperparameters>
  ) throws -> Hyperparameters? {
    let ordinal = history.freshCount
    let observations = Observations(history.trials, of: history, space)
    if ordinal + history.givenCount < startup || observations.losses.count < 2 {
      let places = QuasiRandom(dimensionCount: space.axes.count, seed: seed).point(ordinal)
      let point = try space.space.point(at: places)
      if !taken.contains(point) { return point }
    } else if let cardinality = space.space.cardinality, taken.count >= cardinality {
      return nil
    } else {
      var random = RandomStream(seed: seed, .acquisition, UInt64(ordinal))
      let weights = Self.weights(count: history.objectives.count, &random)
      let isLocal = ordinal % Self.localPeriod == 1
      for coordinates in ranked(observations, weights, isLocal: isLocal, &random) {
        let point = try space.point(at: coordinates)
        if !taken.contains(point) { return point }
      }
    }
    return try space.space.freshPoint(seed: seed, ordinal: ordinal, avoiding: taken)
  }

  /// Positive weights of sum 1, all equally likely.
  private static func weights(count: Int, _ random: inout RandomStream) -> [Double] {
    guard count > 1 else { return [1] }
    let lengths = (0..<count).map { _ in -log(1 - random.uniformDouble()) }
    let sum = lengths.reduce(0, +)
    return lengths.map { $0 / sum }
  }

  /// Points by what they are worth.
  private func ranked(
    _ all: Observations, _ weights: [Double], isLocal: Bool, _ random: inout RandomStream
  ) -> [[Double]] {
    let seen = all.limited(to: Self.pointLimit)
    let values = PowerTransform(seen.scalar(weights)).values
    let axes = space.free.map { index -> MaternKernel.Axis in
      let axis = space.axes[index]
      if !axis.isOrdered { return .category }
      return axis.parent == nil ? .line : .arc
    }
    func columns(_ points: [[Double]]) -> [[Double]] {
      space.free.map { axis in points.map { $0[axis] } }
    }
    guard
      let fitted = GaussianProcess.fit(axes: axes, columns: columns(seen.points), values: values)
    else { return [] }
    var process = fitted.process
    let expected = process.posterior(at: columns(seen.points), count: values.count).means
    let best = values.min() ?? 0
    if !seen.pending.isEmpty {
      let believed = process.posterior(at: columns(seen.pending), count: seen.pending.count).means
      process =
        GaussianProcess(
          axes: axes, columns: columns(seen.points + seen.pending), values: values + believed,
          parameters: process.parameters, noise: fitted.noise) ?? process
    }
    let order = values.indices.sorted { expected[$0] < expected[$1] }
    let known = order.prefix(5).map { seen.points[$0] }
    let region = known.first.map { SearchRegion(centre: $0, radius: Self.localRadius) }
    let search = AcquisitionSearch(
      space: space, process: process, acquisition: acquisition, best: best, confidence: confidence,
      region: isLocal ? region : nil)
    return search.ranked(varying: known, &random)
  }
}
