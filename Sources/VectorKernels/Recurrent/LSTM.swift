import CKernels

/// i, f, o = sigmoid; g = tanh; c' = f c + i g; h' = o tanh c'.
func lstmForward(_ step: LSTMForward) {
  let units = step.units
  for row in 0..<step.rows {
    let gates = step.gates + row &* 4 &* units
    let place = row &* units
    for (j, n) in Vector.sweep(units) {
      let pi = gates + j
      let pf = pi + units
      let pg = pf + units
      let po = pg + units
      let at = place &+ j
      let i = Vector(pi, n).sigmoid
      let g = Vector(pg, n).hyperbolicTangent
      i.store(pi, n)
      g.store(pg, n)
      let f = Vector(pf, n).sigmoid
      f.store(pf, n)
      let c = (i * g).adding(f, times: Vector(step.previousCell + at, n))
      c.store(step.cell + at, n)
      let o = Vector(po, n).sigmoid
      o.store(po, n)
      let s = c.hyperbolicTangent
      s.store(step.squashed + at, n)
      (o * s).store(step.state + at, n)
    }
  }
}

func lstmBackward(_ step: LSTMBackward) {
  let units = step.units
  for row in 0..<step.rows {
    let gates = step.gates + row &* 4 &* units
    let place = row &* units
    for (j, n) in Vector.sweep(units) {
      let pi = gates + j
      let pf = pi + units
      let pg = pf + units
      let po = pg + units
      let at = place &+ j
      let dh = Vector(step.stateGradient + at, n)
      let s = Vector(step.squashed + at, n)
      let o = Vector(po, n)
      (dh * s * o * (1 - o)).store(po, n)
      let dc = Vector(step.cellGradient + at, n).adding(dh * o, times: 1 - s * s)
      let i = Vector(pi, n)
      let g = Vector(pg, n)
      (dc * g * i * (1 - i)).store(pi, n)
      (dc * i * (1 - g * g)).store(pg, n)
      let f = Vector(pf, n)
      (dc * Vector(step.previousCell + at, n) * f * (1 - f)).store(pf, n)
      (dc * f).store(step.cellGradient + at, n)
    }
  }
}
