/// Stochastic gradient descent with momentum, Keras's form: v = m v - lr g, w += v; Nesterov:
/// w += m v - lr g.
struct SGD: Optimiser {
  let momentum: Float
  let nesterov: Bool

  var slotNames: [String] { momentum == 0 ? [] : ["momentum"] }

  func update(
    _ weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, gradientScale: Float,
    slots: Slots, count: Int, learningRate: Double, step: Int
  ) {
    let rate = Float(learningRate)
    guard let velocity = slots.first else {
      for i in 0..<count { weights[i] -= rate * (gradientScale * gradients[i]) }
      return
    }
    if nesterov {
      for i in 0..<count {
        let pull = rate * (gradientScale * gradients[i])
        let v = momentum * velocity[i] - pull
        velocity[i] = v
        weights[i] += momentum * v - pull
      }
    } else {
      for i in 0..<count {
        let v = momentum * velocity[i] - rate * (gradientScale * gradients[i])
        velocity[i] = v
        weights[i] += v
      }
    }
  }
}
