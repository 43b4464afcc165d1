import Glibc

/// A point or a direction in the plane; x to the right, y down.
typealias Vector = SIMD2<Float>

extension SIMD2<Float> {
  var length: Float { (x * x + y * y).squareRoot() }

  func dot(_ other: Vector) -> Float { x * other.x + y * other.y }

  /// Turned clockwise as seen (y is down).
  func turned(_ radians: Float) -> Vector {
    let sine = sin(radians)
    let cosine = cos(radians)
    return Vector(x * cosine - y * sine, x * sine + y * cosine)
  }
}
