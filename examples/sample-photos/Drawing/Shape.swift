/// A shape in unit coordinates, known by the distance to its edge (negative inside). The formulas are the
/// usual signed distances; the ellipse's is a first-order one, exact enough for an antialiased edge.
enum Shape {
  case ellipse(centre: Vector, radii: Vector, angle: Float = 0)
  /// A line with round ends whose radius goes from `startRadius` to `endRadius`.
  case limb(from: Vector, to: Vector, startRadius: Float, endRadius: Float)
  case polygon([Vector], rounding: Float = 0)

  func distance(_ point: Vector) -> Float {
    switch self {
    case .ellipse(let centre, let radii, let angle):
      let p = angle == 0 ? point - centre : (point - centre).turned(-angle)
      let scaled = (p / radii).length
      let gradient = (p / (radii * radii)).length
      return gradient > 1e-6 ? scaled * (scaled - 1) / gradient : -min(radii.x, radii.y)
    case .limb(let start, let end, let startRadius, let endRadius):
      let axis = end - start
      let along = min(max((point - start).dot(axis) / max(axis.dot(axis), 1e-9), 0), 1)
      return (point - start - axis * along).length - startRadius
        - (endRadius - startRadius) * along
    case .polygon(let corners, let rounding):
      return Self.distance(point, corners) - rounding
    }
  }

  /// The least and the greatest corner of a box around the shape.
  var bounds: (low: Vector, high: Vector) {
    switch self {
    case .ellipse(let centre, let radii, let angle):
      let reach = angle == 0 ? radii : Vector(repeating: max(radii.x, radii.y))
      return (centre - reach, centre + reach)
    case .limb(let start, let end, let startRadius, let endRadius):
      let reach = Vector(repeating: max(startRadius, endRadius))
      return (pointwiseMin(start, end) - reach, pointwiseMax(start, end) + reach)
    case .polygon(let corners, let rounding):
      let reach = Vector(repeating: rounding)
      let low = corners.reduce(corners[0]) { pointwiseMin($0, $1) }
      let high = corners.reduce(corners[0]) { pointwiseMax($0, $1) }
      return (low - reach, high + reach)
    }
  }

  private static func distance(_ point: Vector, _ corners: [Vector]) -> Float {
    var nearest = Float.infinity
    var inside = false
    var previous = corners[corners.count - 1]
    for corner in corners {
      let edge = previous - corner
      let offset = point - corner
      let along = min(max(offset.dot(edge) / max(edge.dot(edge), 1e-9), 0), 1)
      nearest = min(nearest, (offset - edge * along).length)
      if (corner.y > point.y) != (previous.y > point.y),
        point.x < (previous.x - corner.x) * (point.y - corner.y) / (previous.y - corner.y)
          + corner.x
      {
        inside.toggle()
      }
      previous = corner
    }
    return inside ? -nearest : nearest
  }
}
