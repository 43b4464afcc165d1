import Platform

/// A search space as numbers, for strategies that learn from distances: a point is a list of coordinates
/// in the unit interval, one for every dimension, NaN for those that it does not have. All places of a
/// value's stretch have its middle for their coordinate.
struct UnitSpace: Sendable {
  /// One dimension.
  struct Axis: Sendable {
    /// Coordinates of all values of a small or unevenly spread kind; empty for the others.
    let values: [Double]
    /// How many values there are; nil for a continuum.
    let count: Int?
    let isOrdered: Bool
    let parent: Int?
    /// The parent's coordinates with which this dimension is there.
    let parentCoordinates: [Double]

    /// Whether there is anything to choose.
    var isFree: Bool { count != 1 }
  }

  let space: SearchSpace
  let axes: [Axis]
  /// The axes on which points can differ.
  let free: [Int]

  init(_ space: SearchSpace) {
    self.space = space
    axes = space.dimensions.map { dimension in
      let parent = dimension.parent.map { space.dimensions[$0].parameter }
      return Axis(
        values: Self.coordinates(of: dimension.parameter), count: dimension.parameter.count,
        isOrdered: dimension.parameter.isOrdered, parent: dimension.parent,
        parentCoordinates: (dimension.condition?.values ?? []).compactMap { value in
          parent?.stretch(of: value)?.middle
        })
    }
    free = axes.indices.filter { [axes] in axes[$0].isFree }
  }

  /// Whole numbers on a logarithmic scale have stretches of unlike lengths; few of them are listed.
  private static func coordinates(of parameter: any Hyperparameter) -> [Double] {
    guard let count = parameter.count, count <= 4096 else { return [] }
    return (0..<count).compactMap { parameter.stretch(of: parameter.value(index: $0))?.middle }
  }

  /// The coordinates of a point; nil when it is none of this space.
  func coordinates(of point: Hyperparameters) -> [Double]? {
    space.stretches(of: point)?.map { $0?.middle ?? .nan }
  }

  /// Turns places of the unit cube into a point's coordinates: the middle of each value's stretch, NaN for
  /// what is not there.
  func settle(_ places: inout [Double]) {
    for index in space.order {
      let axis = axes[index]
      if let parent = axis.parent, !axis.parentCoordinates.contains(places[parent]) {
        places[index] = .nan
      } else {
        places[index] = settled(places[index].isNaN ? 0.5 : places[index], index)
      }
    }
  }

  private func settled(_ place: Double, _ index: Int) -> Double {
    let place = min(max(place, 0), 1 - 0x1p-53)
    guard let count = axes[index].count else { return place }
    if axes[index].values.isEmpty, count > 1 << 40 { return place }
    let parameter = space.dimensions[index].parameter
    return parameter.stretch(of: parameter.value(at: place))?.middle ?? place
  }

  /// The point with these coordinates.
  func point(at coordinates: [Double]) throws -> Hyperparameters {
    try space.point(at: coordinates.map { $0.isNaN ? 0.5 : $0 })
  }
}

extension ClosedRange<Double> {
  var middle: Double { (lowerBound + upperBound) / 2 }

  /// The range of two numbers, neither of them NaN, in whichever order they are.
  init(between one: Double, _ other: Double) {
    self = Swift.min(one, other)...Swift.max(one, other)
  }
}
