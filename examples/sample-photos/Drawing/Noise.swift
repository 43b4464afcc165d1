/// Smooth random fields: value noise on a grid of hashed numbers. The same everywhere for the same seed.
struct Noise {
  let seed: UInt32

  /// -1 to 1, with features about one unit apart.
  func value(_ point: Vector) -> Float {
    let cell = Vector(point.x.rounded(.down), point.y.rounded(.down))
    let t = point - cell
    let s = t * t * (Vector(repeating: 3) - t * 2)
    let x = Int32(cell.x)
    let y = Int32(cell.y)
    let top = lattice(x, y) + (lattice(x &+ 1, y) - lattice(x, y)) * s.x
    let bottom = lattice(x, y &+ 1) + (lattice(x &+ 1, y &+ 1) - lattice(x, y &+ 1)) * s.x
    return top + (bottom - top) * s.y
  }

  /// -1 to 1 for each grid point, independent of its neighbours.
  func lattice(_ x: Int32, _ y: Int32) -> Float {
    var hash = UInt32(bitPattern: x) &* 0x9E37_79B1 ^ UInt32(bitPattern: y) &* 0x85EB_CA77 ^ seed
    hash = (hash ^ hash >> 15) &* 0x2C1B_3C6D
    hash = (hash ^ hash >> 12) &* 0x297A_2D39
    hash ^= hash >> 15
    return Float(hash >> 8) * 0x1p-23 - 1
  }
}
