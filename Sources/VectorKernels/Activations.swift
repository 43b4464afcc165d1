func exponentials(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) { Vector(x + j, n).exponential.store(y + j, n) }
}

func sigmoids(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) { Vector(x + j, n).sigmoid.store(y + j, n) }
}

func hyperbolicTangents(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int
) {
  for (j, n) in Vector.sweep(count) { Vector(x + j, n).hyperbolicTangent.store(y + j, n) }
}

func relus(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) {
    let x = Vector(x + j, n)
    x.replacing(with: 0, where: x .< 0).store(y + j, n)
  }
}

func sigmoidGradients(_ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) {
    let y = Vector(y + j, n)
    (Vector(dy + j, n) * y * (1 - y)).store(dy + j, n)
  }
}

func tanhGradients(_ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) {
    let y = Vector(y + j, n)
    (Vector(dy + j, n) * (1 - y * y)).store(dy + j, n)
  }
}

func reluGradients(_ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) {
    Vector(dy + j, n).replacing(with: 0, where: Vector(y + j, n) .<= 0).store(dy + j, n)
  }
}

/// x sigmoid x.
func silus(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) {
    let x = Vector(x + j, n)
    (x * x.sigmoid).store(y + j, n)
  }
}

func siluGradients(_ x: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) {
    let x = Vector(x + j, n)
    let s = x.sigmoid
    (Vector(dy + j, n) * s * (1 + x * (1 - s))).store(dy + j, n)
  }
}

/// sqrt(2 / pi) (x + 0.044715 x^3), of which GELU takes the tanh.
@_transparent
private func geluArgument(_ x: Vector) -> Vector { 0.797_884_56 * x * (1 + 0.044_715 * x * x) }

/// x (1 + tanh ...) / 2, the approximation by tanh.
func gelus(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) {
    let x = Vector(x + j, n)
    (0.5 * x * (1 + geluArgument(x).hyperbolicTangent)).store(y + j, n)
  }
}

func geluGradients(_ x: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) {
    let x = Vector(x + j, n)
    let t = geluArgument(x).hyperbolicTangent
    let slope = 0.797_884_56 * (1 + 0.134_145 * x * x)
    (Vector(dy + j, n) * 0.5 * (1 + t + x * (1 - t * t) * slope)).store(dy + j, n)
  }
}

/// The largest logit of a row is subtracted first, so that nothing overflows; a NaN makes its whole row NaN.
func softmaxes(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ rows: Int, _ classes: Int
) {
  for row in 0..<rows {
    let x = x + row &* classes
    let y = y + row &* classes
    var largest = -Float.infinity
    for index in 0..<classes where x[index] > largest { largest = x[index] }
    for (j, n) in Vector.sweep(classes) { (Vector(x + j, n) - largest).exponential.store(y + j, n) }
    var sum: Float = 0
    for index in 0..<classes { sum += y[index] }
    for (j, n) in Vector.sweep(classes) { (Vector(y + j, n) / sum).store(y + j, n) }
  }
}
