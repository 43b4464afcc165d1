import CKernels

// The GRU whose reset gate follows the product with the state: p = x W + b, q = h R + b1,
// z, r = sigmoid(p + q), g = tanh(p + r q), h' = z h + (1 - z) g.

func gruForward(_ step: GRUForward) {
  let units = step.units
  for row in 0..<step.rows {
    let gates = step.gates + row &* 3 &* units
    let recurrent = step.recurrent + row &* 3 &* units
    let place = row &* units
    for (j, n) in Vector.sweep(units) {
      let (pz, pr, pg) = (gates + j, gates + units + j, gates + 2 &* units + j)
      let (qz, qr, qh) = (recurrent + j, recurrent + units + j, recurrent + 2 &* units + j)
      let bias = step.recurrentBias + j
      let r = (Vector(pr, n) + (Vector(qr, n) + Vector(bias + units, n))).sigmoid
      r.store(pr, n)
      let q = Vector(qh, n) + Vector(bias + 2 &* units, n)
      q.store(qh, n)
      let g = Vector(pg, n).adding(r, times: q).hyperbolicTangent
      g.store(pg, n)
      let z = (Vector(pz, n) + (Vector(qz, n) + Vector(bias, n))).sigmoid
      z.store(pz, n)
      let h = Vector(step.previousState + place + j, n)
      g.adding(z, times: h - g).store(step.state + place + j, n)
    }
  }
}

func gruBackward(_ step: GRUBackward) {
  let units = step.units
  for row in 0..<step.rows {
    let gates = step.gates + row &* 3 &* units
    let recurrent = step.recurrent + row &* 3 &* units
    let place = row &* units
    for (j, n) in Vector.sweep(units) {
      let (pz, pr, pg) = (gates + j, gates + units + j, gates + 2 &* units + j)
      let (qz, qr, qh) = (recurrent + j, recurrent + units + j, recurrent + 2 &* units + j)
      let dh = Vector(step.stateGradient + place + j, n)
      let z = Vector(pz, n)
      let r = Vector(pr, n)
      let g = Vector(pg, n)
      let dg = dh * (1 - z) * (1 - g * g)
      let dz = dh * (Vector(step.previousState + place + j, n) - g) * z * (1 - z)
      let dr = dg * Vector(qh, n) * r * (1 - r)
      dz.store(pz, n)
      dr.store(pr, n)
      dg.store(pg, n)
      dz.store(qz, n)
      dr.store(qr, n)
      (dg * r).store(qh, n)
      (dh * z).store(step.stateGradient + place + j, n)
    }
  }
}
