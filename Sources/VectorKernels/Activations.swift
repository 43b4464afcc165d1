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
