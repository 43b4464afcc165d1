import Compute

/// A box around a point: near the best one, a model of the whole space need not be right to be of use.
/// (After the trust regions of Eriksson et al., "Scalable Global Optimization via Local Bayesian Optimization",
/// NeurIPS 2019.)
struct SearchRegion: Sendable {
  /// Coordinates, NaN on axes that the point does not have.
  let centre: [Double]
  /// Half the length of a side, of 1.
  let radius: Double

  /// The places of an axis.
  func bounds(_ axis: Int) -> ClosedRange<Double> {
    let place = centre[axis]
    return place.isNaN ? 0...1 : max(place - radius, 0)...min(place + radius, 1)
  }

  /// A point of the box. Unordered values mostly stay as they are.
  func sample(_ space: UnitSpace, _ random: inout RandomStream) -> [Double] {
    space.axes.indices.map { axis in
      let keeps = random.uniformDouble() < 0.85
      let place = random.uniformDouble()
      if centre[axis].isNaN { return place }
      guard space.axes[axis].isOrdered else { return keeps ? centre[axis] : place }
      let bounds = bounds(axis)
      return bounds.lowerBound + place * (bounds.upperBound - bounds.lowerBound)
    }
  }
}
