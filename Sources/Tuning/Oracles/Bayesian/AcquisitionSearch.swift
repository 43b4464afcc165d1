import Compute
import Platform

/// Looks for the point of a space that is worth most: a crowd of random points and of variations of the
/// best known ones, then an ascent from the most promising of them, in turn along the gradient and by
/// exchanging single values where they can be counted.
struct AcquisitionSearch {
  let space: UnitSpace
  let process: GaussianProcess
  let acquisition: Acquisition
  let best: Double
  let confidence: Double
  /// Where it looks; nil: everywhere.
  let region: SearchRegion?

  private static let crowdSize = 1000
  private static let ascentCount = 8
  /// The posterior takes memory for so many points times all that were seen.
  private static let pointsAtOnce = 128

  /// A place and what it is worth.
  private typealias Place = (coordinates: [Double], worth: Double)

  /// Points by what they are worth, the ends of the ascents first.
  /// - Parameter known: good points seen so far, to vary.
  func ranked(varying known: [[Double]], _ random: inout RandomStream) -> [[Double]] {
    var crowd: [[Double]] = []
    if let region {
      for _ in 0..<Self.crowdSize * 5 / 4 { crowd.append(region.sample(space, &random)) }
    } else {
      for _ in 0..<Self.crowdSize {
        crowd.append(space.axes.map { _ in random.uniformDouble() })
      }
      for point in known {
        for _ in 0..<(Self.crowdSize / 4 / max(known.count, 1)) {
          crowd.append(variation(of: point, &random))
        }
      }
    }
    for index in crowd.indices { space.settle(&crowd[index]) }
    let places = zip(crowd, worths(crowd)).map { (coordinates: $0, worth: $1) }
      .sorted { $0.worth > $1.worth }
    var starts = places.prefix(Self.ascentCount / 2).map(\.self)
    // The rest of the starts are drawn from all, the better ones more likely.
    let others = places.dropFirst(starts.count).prefix(200)
    while starts.count < Self.ascentCount, !others.isEmpty {
      let place = random.uniformDouble()
      let index = others.startIndex + Int(place * place * Double(others.count))
      starts.append(others[min(index, others.endIndex - 1)])
    }
    let ends = starts.map { ascend(from: $0) }.sorted { $0.worth > $1.worth }
    return ends.map(\.coordinates) + places.prefix(100).map(\.coordinates)
  }

  /// A point with some of its coordinates changed, a little or much.
  private func variation(of point: [Double], _ random: inout RandomStream) -> [Double] {
    var result = point.map { $0.isNaN ? random.uniformDouble() : $0 }
    guard !space.free.isEmpty else { return result }
    let width = [0.003, 0.02, 0.1][random.integer(below: 3)]
    let chosen = space.free[random.integer(below: space.free.count)]
    let share = random.uniformDouble()
    for index in space.free where index == chosen || random.uniformDouble() < share {
      if !space.axes[index].isOrdered {
        if index == chosen || random.uniformDouble() < 0.2 {
          result[index] = random.uniformDouble()
        }
        continue
      }
      var place = result[index] + random.normal() * width
      // Back from beyond the borders, as from a mirror.
      if place < 0 { place = -place }
      if place > 1 { place = 2 - place }
      result[index] = min(max(place, 0), 1)
    }
    return result
  }

  /// What points are worth.
  private func worths(_ points: [[Double]]) -> [Double] {
    stride(from: 0, to: points.count, by: Self.pointsAtOnce).flatMap { start in
      let part = points[start..<min(start + Self.pointsAtOnce, points.count)]
      let columns = space.free.map { axis in part.map { $0[axis] } }
      let (means, variances) = process.posterior(at: columns, count: part.count)
      return zip(means, variances).map {
        acquisition.worth(mean: $0, variance: $1, best: best, confidence: confidence).value
      }
    }
  }

  private func ascend(from start: Place) -> Place {
    var place = start
    for _ in 0..<4 {
      let before = place.worth
      climb(&place)
      let climbed = place.worth
      exchange(&place)
      // Only an exchange opens new ways up.
      if !(place.worth > climbed) || !(place.worth > before) { break }
    }
    return place
  }

  /// Follows the gradient in the ordered coordinates, then settles on values.
  private func climb(_ place: inout Place) {
    let axes = space.free.indices.filter { position in
      let axis = space.axes[space.free[position]]
      return axis.isOrdered && (axis.count ?? .max) > 16
        && !place.coordinates[space.free[position]].isNaN
    }
    guard !axes.isEmpty else { return }
    var work = process.workspace()
    var point = space.free.map { place.coordinates[$0] }
    let bounds = axes.map { region?.bounds(space.free[$0]) ?? 0...1 }
    let (found, _) = Minimiser(iterations: 50, tolerance: 1e-4).minimise(
      from: axes.map { point[$0] }, lower: bounds.map(\.lowerBound),
      upper: bounds.map(\.upperBound)
    ) { x, gradient in
      for (index, axis) in axes.enumerated() { point[axis] = x[index] }
      let (mean, variance) = process.posterior(at: point, &work)
      let worth = acquisition.worth(
        mean: mean, variance: variance, best: best, confidence: confidence)
      for (index, axis) in axes.enumerated() {
        gradient[index] =
          -(worth.byMean * work.meanGradient[axis] + worth.byVariance * work.varianceGradient[axis])
      }
      return -worth.value
    }
    var coordinates = place.coordinates
    for (index, axis) in axes.enumerated() { coordinates[space.free[axis]] = found[index] }
    space.settle(&coordinates)
    let worth = worths([coordinates])[0]
    if worth > place.worth { place = (coordinates, worth) }
  }

  /// Tries other values of each coordinate that can be counted, one coordinate after the other.
  private func exchange(_ place: inout Place) {
    for index in space.free {
      guard let count = space.axes[index].count, !place.coordinates[index].isNaN else { continue }
      var others: [[Double]] = []
      for other in alternatives(place.coordinates[index], index, count) {
        var coordinates = place.coordinates
        coordinates[index] = other
        space.settle(&coordinates)
        if coordinates[index] != place.coordinates[index] { others.append(coordinates) }
      }
      guard !others.isEmpty else { continue }
      for (coordinates, worth) in zip(others, worths(others)) where worth > place.worth {
        place = (coordinates, worth)
      }
    }
  }

  /// All values of an axis that has few; neighbours at growing distances where there are many.
  private func alternatives(_ coordinate: Double, _ index: Int, _ count: Int) -> [Double] {
    let axis = space.axes[index]
    if !axis.values.isEmpty, count <= 32 || !axis.isOrdered { return axis.values }
    var places: [Double] = []
    var distance = 1.0 / Double(count)
    while distance < 0.5 {
      places += [coordinate - distance, coordinate + distance].filter { (0...1).contains($0) }
      distance *= 2
    }
    return places
  }
}
