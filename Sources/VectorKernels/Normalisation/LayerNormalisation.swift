import CKernels

/// Two passes over each row for its moments, so that no sum loses digits: it is in the first-level cache.
func normaliseRows(_ pass: RowNormalisation) {
  let width = pass.width
  let share = 1 / Float(width)
  for row in 0..<pass.rows {
    let x = pass.x + row &* width
    let y = pass.y + row &* width
    var sum = Vector()
    Vector.sweep(width) { j, n in sum += Vector(x + j, n) }
    let mean = sum.total * share
    var squares = Vector()
    Vector.sweep(width) { j, n in
      let centred = (Vector(x + j, n) - mean).first(n)
      squares = squares.adding(centred, times: centred)
    }
    let inverse = 1 / (squares.total * share + pass.epsilon).squareRoot()
    pass.moments[2 &* row] = mean
    pass.moments[2 &* row &+ 1] = inverse
    Vector.sweep(width) { j, n in
      let normal = (Vector(x + j, n) - mean) * inverse
      Vector(pass.offset + j, n).adding(normal, times: Vector(pass.scale + j, n)).store(y + j, n)
    }
  }
}

/// dx = inverse (slope - mean of slope - normal (mean of slope normal)), where slope is dy scale, and normal
/// (x - mean) inverse.
func normaliseRowsGradient(_ pass: RowNormalisationGradient) {
  let width = pass.width
  pass.scaleGradient.update(repeating: 0, count: width)
  pass.offsetGradient.update(repeating: 0, count: width)
  let share = 1 / Float(width)
  for row in 0..<pass.rows {
    let x = pass.x + row &* width
    let dy = pass.dy + row &* width
    let mean = pass.moments[2 &* row]
    let inverse = pass.moments[2 &* row &+ 1]
    var sum = Vector()
    var product = Vector()
    Vector.sweep(width) { j, n in
      let normal = (Vector(x + j, n) - mean) * inverse
      // 0 beyond the row's end, and so is what it is multiplied with.
      let change = Vector(dy + j, n)
      Vector(pass.scaleGradient + j, n).adding(change, times: normal)
        .store(pass.scaleGradient + j, n)
      (Vector(pass.offsetGradient + j, n) + change).store(pass.offsetGradient + j, n)
      let slope = change * Vector(pass.scale + j, n)
      sum += slope
      product = product.adding(slope, times: normal)
    }
    guard let target = pass.dx else { continue }
    let dx = target + row &* width
    let even = sum.total * share
    let along = product.total * share
    Vector.sweep(width) { j, n in
      let normal = (Vector(x + j, n) - mean) * inverse
      let slope = Vector(dy + j, n) * Vector(pass.scale + j, n)
      ((slope - even - normal * along) * inverse).store(dx + j, n)
    }
  }
}
