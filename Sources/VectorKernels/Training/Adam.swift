import CKernels

/// m += (g - m) share1, v += (g g - v) share2, w -= rate m / (sqrt v + epsilon).
func adam(_ update: AdamUpdate) {
  for (j, n) in Vector.sweep(update.count) {
    let g = Vector(update.gradients + j, n) * update.gradientScale
    let oldM = Vector(update.momentum + j, n)
    let oldV = Vector(update.velocity + j, n)
    let m = oldM + (g - oldM) * update.share1
    let v = oldV + (g * g - oldV) * update.share2
    m.store(update.momentum + j, n)
    v.store(update.velocity + j, n)
    (Vector(update.weights + j, n) - update.rate * m / (v.squareRoot() + update.epsilon))
      .store(update.weights + j, n)
  }
}
