import Compute
import Glibc

/// A density over the points of a space: a mixture with a component around each of some points, and one that
/// is uniform. A component is a product over the axes: a normal density that is cut off at the borders of
/// the unit interval, or a category with most of the weight.
///
/// An axis that a component's point lacks, where a candidate has it, is uniform in that component; so points of
/// all branches of a conditional space are learnt from together, each for the axes that it has.
struct ParzenEstimator {
  private let space: UnitSpace
  private let points: [[Double]]
  /// By point, the uniform component's last; of sum 1.
  private let weights: [Double]
  /// The normal densities' standard deviation.
  private let width: Double
  /// The weight of a component's own category above 1 / count.
  private let certainty: Double

  /// - Parameters:
  ///   - points: coordinates; the later ones weigh more.
  init(_ space: UnitSpace, points: [[Double]]) {
    self.space = space
    self.points = points
    let count = Double(points.count)
    // Scott's rule for as many axes, from a deviation that did best on Benchmarks/tuning; and not so narrow
    // that a component sees itself only.
    let axisCount = Double(max(space.free.count, 1))
    width = max(0.06 * pow(max(count, 1), -1 / (axisCount + 4)), 1 / min(100, 4 * (count + 2)))
    certainty = 1 / (1 + 1 / (count + 1))
    // Only the last 25 have their full weight; the older the less.
    let old = points.count - 25
    let raw = points.indices.map { $0 < old ? Double($0 + 1) / Double(old + 1) : 1 } + [1]
    let sum = raw.reduce(0, +)
    weights = raw.map { $0 / sum }
  }

  /// The coordinates of a point drawn from the density.
  func sample(_ random: inout RandomStream) -> [Double] {
    var share = random.uniformDouble()
    var component = 0
    while component < points.count, share >= weights[component] {
      share -= weights[component]
      component += 1
    }
    let centre = component < points.count ? points[component] : nil
    var places = space.axes.indices.map { index in
      draw(around: centre?[index] ?? .nan, space.axes[index], &random)
    }
    space.settle(&places)
    return places
  }

  private func draw(
    around centre: Double, _ axis: UnitSpace.Axis, _ random: inout RandomStream
  ) -> Double {
    guard axis.isFree, !centre.isNaN else { return random.uniformDouble() }
    guard axis.isOrdered else {
      let keeps = random.uniformDouble() < certainty
      let other = random.uniformDouble()
      return keeps ? centre : other
    }
    // The normal density without its tails beyond the borders: almost always at the first trial.
    for _ in 0..<100 {
      let place = centre + width * random.normal()
      if (0..<1).contains(place) { return place }
    }
    return centre
  }

  /// The logarithm of the density at a point, up to a constant that depends on the point alone.
  func logDensity(_ point: [Double]) -> Double {
    var logs: [Double] = []
    for (component, centre) in points.enumerated() {
      var sum = log(weights[component])
      for index in space.free where !point[index].isNaN {
        sum += logFactor(point[index], around: centre[index], space.axes[index])
      }
      logs.append(sum)
    }
    logs.append(log(weights[points.count]))
    let greatest = logs.max() ?? 0
    return greatest + log(logs.reduce(0) { $0 + exp($1 - greatest) })
  }

  /// An axis' factor of a component, relative to the uniform density.
  private func logFactor(_ place: Double, around centre: Double, _ axis: UnitSpace.Axis) -> Double {
    if centre.isNaN { return 0 }
    guard axis.isOrdered else {
      let count = Double(axis.count ?? 1)
      let share = (1 - certainty) / count + (place == centre ? certainty : 0)
      return log(share * count)
    }
    let inside = cumulative((1 - centre) / width) - cumulative(-centre / width)
    if let count = axis.count, Double(count) * width < 50 {
      let half = 0.5 / Double(count)
      let mass =
        cumulative((place + half - centre) / width) - cumulative((place - half - centre) / width)
      return log(max(mass / inside * Double(count), 1e-300))
    }
    let z = (place - centre) / width
    return -z * z / 2 - log(width * inside * (2 * Double.pi).squareRoot())
  }

  private func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }
}
