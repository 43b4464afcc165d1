/// Four vectors of columns of one row, in registers.
struct Panel {
  var a = Vector()
  var b = Vector()
  var c = Vector()
  var d = Vector()

  /// Floats.
  @inline(__always)
  static var width: Int { 4 &* Vector.width }

  /// Zeros, or what is at `y`.
  @inline(__always)
  init(_ y: UnsafePointer<Float>, _ accumulates: Bool) {
    guard accumulates else { return }
    a = Vector(y)
    b = Vector(y + Vector.width)
    c = Vector(y + 2 &* Vector.width)
    d = Vector(y + 3 &* Vector.width)
  }

  /// Adds x times the panel `weights`.
  @inline(__always)
  mutating func add(_ x: Float, times weights: Panel) {
    let x = Vector(repeating: x)
    a = a.adding(x, times: weights.a)
    b = b.adding(x, times: weights.b)
    c = c.adding(x, times: weights.c)
    d = d.adding(x, times: weights.d)
  }

  @inline(__always)
  static func += (left: inout Panel, right: Panel) {
    left.a += right.a
    left.b += right.b
    left.c += right.c
    left.d += right.d
  }

  @inline(__always)
  func store(_ y: UnsafeMutablePointer<Float>) {
    a.store(y)
    b.store(y + Vector.width)
    c.store(y + 2 &* Vector.width)
    d.store(y + 3 &* Vector.width)
  }
}

/// Two vectors of columns of one row.
struct HalfPanel {
  var a: Vector
  var b: Vector

  /// Floats.
  @inline(__always)
  static var width: Int { 2 &* Vector.width }

  /// Zeros, or what is at `y`.
  @inline(__always)
  init(_ y: UnsafePointer<Float>, _ accumulates: Bool) {
    a = accumulates ? Vector(y) : Vector()
    b = accumulates ? Vector(y + Vector.width) : Vector()
  }

  /// Adds x times the panel `weights`.
  @inline(__always)
  mutating func add(_ x: Float, times weights: HalfPanel) {
    let x = Vector(repeating: x)
    a = a.adding(x, times: weights.a)
    b = b.adding(x, times: weights.b)
  }

  @inline(__always)
  func store(_ y: UnsafeMutablePointer<Float>) {
    a.store(y)
    b.store(y + Vector.width)
  }
}
