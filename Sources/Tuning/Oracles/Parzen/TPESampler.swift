import Compute
import Platform

/// The tree-structured Parzen estimator: of points drawn from the density of the good trials, the one whose
/// density among the others is least by comparison. (Bergstra et al., "Algorithms for Hyper-Parameter
/// Optimization", NIPS 2011; all axes in one density as in Falkner et al., "BOHB", ICML 2018; the share
/// of good trials and the weights as in Watanabe, "Tree-Structured Parzen Estimator", 2023.)
///
/// Trials that still run count among the others, so that several workers spread out. With several
/// objectives the good ones are those of the first Pareto fronts. (Ozaki et al., "Multiobjective
/// Tree-Structured Parzen Estimator", JAIR 2022.)
struct TPESampler: Sampler {
  private let space: UnitSpace
  private let seed: UInt64
  private let startup: Int
  /// Learns from the trials of the longest budget of which there are enough, and draws one point in three
  /// at random: for schedules whose trials run for unlike numbers of epochs.
  private let learnsByBudget: Bool
  private static let candidateCount = 64

  init(_ space: SearchSpace, seed: UInt64, startup: Int, learnsByBudget: Bool = false) {
    self.space = UnitSpace(space)
    self.seed = seed
    self.startup = startup
    self.learnsByBudget = learnsByBudget
  }

  func point(
    after history: History, avoiding taken: Set<Hyperparameters>
  ) throws -> Hyperparameters? {
    let ordinal = history.freshCount
    if let cardinality = space.space.cardinality, taken.count >= cardinality { return nil }
    var random = RandomStream(seed: seed, .density, UInt64(ordinal))
    let isRandom = learnsByBudget && random.integer(below: 3) == 0
    let observations = isRandom ? nil : self.observations(history)
    if !isRandom, let observations {
      for coordinates in ranked(observations, &random) {
        let point = try space.point(at: coordinates)
        if !taken.contains(point) { return point }
      }
    } else if !learnsByBudget {
      let places = QuasiRandom(dimensionCount: space.axes.count, seed: seed).point(ordinal)
      let point = try space.space.point(at: places)
      if !taken.contains(point) { return point }
    }
    return try space.space.freshPoint(seed: seed, ordinal: ordinal, avoiding: taken)
  }

  /// What there is to learn from; nil while that is too little.
  private func observations(_ history: History) -> Observations? {
    guard learnsByBudget else {
      if history.freshCount + history.givenCount < (startup > 0 ? startup : 10) { return nil }
      let all = Observations(history.trials, of: history, space)
      return all.points.count < 2 ? nil : all
    }
    let least = startup > 0 ? startup : space.free.count + 3
    for budget in Set(history.trials.map(\.plan.lastEpoch)).sorted(by: >) {
      let trials = history.trials.filter { $0.plan.lastEpoch == budget }
      let found = Observations(trials, of: history, space)
      if found.points.count >= least { return found }
    }
    return nil
  }

  /// Draws from the density of the good points, the most promising first.
  private func ranked(_ seen: Observations, _ random: inout RandomStream) -> [[Double]] {
    // At least two, so that the density is not a single point's.
    let share = Int((0.1 * Double(seen.points.count)).rounded(.up))
    let good = Set(seen.ranking.prefix(min(max(share, 2), 25)))
    func points(_ isIncluded: (Int) -> Bool) -> [[Double]] {
      seen.points.indices.filter(isIncluded).map { seen.points[$0] }
    }
    let better = ParzenEstimator(space, points: points { good.contains($0) })
    let others = ParzenEstimator(space, points: points { !good.contains($0) } + seen.pending)
    return (0..<Self.candidateCount).map { _ in
      let point = better.sample(&random)
      return (point: point, score: better.logDensity(point) - others.logDensity(point))
    }.sorted { $0.score > $1.score }.map(\.point)
  }
}
