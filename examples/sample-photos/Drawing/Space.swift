/// Where a drawing stands on the canvas: unit coordinates to pixels.
struct Space {
  /// The unit origin, in pixels.
  var origin: Vector
  /// One unit to the right, in pixels; turned and mirrored with the drawing.
  var right: Vector
  /// One unit down, in pixels.
  var down: Vector

  /// Pixels a unit.
  var scale: Float { right.length }

  func pixel(_ point: Vector) -> Vector { origin + right * point.x + down * point.y }

  func unit(_ pixel: Vector) -> Vector {
    let offset = pixel - origin
    let area = scale * scale
    return Vector(offset.dot(right) / area, offset.dot(down) / area)
  }

  /// A space within this one: its origin at `point`, its unit `scale` of ours, turned by `angle` (radians).
  func inner(at point: Vector, scale: Float = 1, angle: Float = 0, mirrored: Bool = false) -> Space
  {
    let x = Vector(scale, 0).turned(angle) * (mirrored ? -1 : 1)
    let y = Vector(0, scale).turned(angle)
    return Space(
      origin: pixel(point), right: right * x.x + down * x.y, down: right * y.x + down * y.y)
  }
}
