/// How the animal is seen.
enum Pose: CaseIterable {
  case portrait, sitting, standing

  /// What the figure covers, in head radii around the head's centre.
  var extent: (low: Vector, high: Vector) {
    switch self {
    case .portrait: (Vector(-1.5, -1.6), Vector(1.5, 2.0))
    case .sitting: (Vector(-1.9, -1.6), Vector(1.9, 3.9))
    case .standing: (Vector(-1.5, -1.6), Vector(4.4, 3.5))
    }
  }
}
