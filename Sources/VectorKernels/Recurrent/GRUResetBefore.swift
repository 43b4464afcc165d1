// The GRU whose reset gate comes before the product with the state, in the parts between its two products.

func gruOpenGates(
  _ gates: UnsafeMutablePointer<Float>, _ previousState: UnsafePointer<Float>,
  _ resets: UnsafeMutablePointer<Float>, _ rows: Int, _ units: Int
) {
  for row in 0..<rows {
    let gates = gates + row &* 3 &* units
    let place = row &* units
    for (j, n) in Vector.sweep(units) {
      Vector(gates + j, n).sigmoid.store(gates + j, n)
      let r = Vector(gates + units + j, n).sigmoid
      r.store(gates + units + j, n)
      (r * Vector(previousState + place + j, n)).store(resets + place + j, n)
    }
  }
}

func gruMix(
  _ gates: UnsafeMutablePointer<Float>, _ previousState: UnsafePointer<Float>,
  _ state: UnsafeMutablePointer<Float>, _ rows: Int, _ units: Int
) {
  for row in 0..<rows {
    let gates = gates + row &* 3 &* units
    let place = row &* units
    for (j, n) in Vector.sweep(units) {
      let g = Vector(gates + 2 &* units + j, n).hyperbolicTangent
      g.store(gates + 2 &* units + j, n)
      let h = Vector(previousState + place + j, n)
      g.adding(Vector(gates + j, n), times: h - g).store(state + place + j, n)
    }
  }
}

func gruUnmix(
  _ gates: UnsafeMutablePointer<Float>, _ previousState: UnsafePointer<Float>,
  _ stateGradient: UnsafeMutablePointer<Float>, _ rows: Int, _ units: Int
) {
  for row in 0..<rows {
    let gates = gates + row &* 3 &* units
    let place = row &* units
    for (j, n) in Vector.sweep(units) {
      let dh = Vector(stateGradient + place + j, n)
      let z = Vector(gates + j, n)
      let g = Vector(gates + 2 &* units + j, n)
      (dh * (Vector(previousState + place + j, n) - g) * z * (1 - z)).store(gates + j, n)
      (dh * (1 - z) * (1 - g * g)).store(gates + 2 &* units + j, n)
      (dh * z).store(stateGradient + place + j, n)
    }
  }
}

func gruCloseGates(
  _ gates: UnsafeMutablePointer<Float>, _ previousState: UnsafePointer<Float>,
  _ resetGradients: UnsafePointer<Float>, _ stateGradient: UnsafeMutablePointer<Float>, _ rows: Int,
  _ units: Int
) {
  for row in 0..<rows {
    let gates = gates + row &* 3 &* units
    let place = row &* units
    for (j, n) in Vector.sweep(units) {
      let ds = Vector(resetGradients + place + j, n)
      let r = Vector(gates + units + j, n)
      Vector(stateGradient + place + j, n).adding(ds, times: r)
        .store(stateGradient + place + j, n)
      (ds * Vector(previousState + place + j, n) * r * (1 - r)).store(gates + units + j, n)
    }
  }
}
