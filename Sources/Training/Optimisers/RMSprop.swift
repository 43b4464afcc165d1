/// RMSprop (Tieleman and Hinton 2012), Keras's form: s = rho s + (1 - rho) g^2,
/// d = lr g / sqrt(s + epsilon), with momentum m: v = m v + d; w -= d or v.
struct RMSprop: Optimiser {
  let rho: Float
  let momentum: Float
  let epsilon: Float

  var slotNames: [String] { momentum == 0 ? ["velocity"] : ["velocity", "momentum"] }

  func update(
    _ weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, gradientScale: Float,
    slots: Slots, count: Int, learningRate: Double, step: Int
  ) {
    guard let squares = slots.first else { return }
    let rate = Float(learningRate)
    let share = 1 - rho
    guard let velocity = slots.second else {
      for i in 0..<count {
        let g = gradientScale * gradients[i]
        let s = rho * squares[i] + share * (g * g)
        squares[i] = s
        weights[i] -= rate * g / (s + epsilon).squareRoot()
      }
      return
    }
    for i in 0..<count {
      let g = gradientScale * gradients[i]
      let s = rho * squares[i] + share * (g * g)
      squares[i] = s
      let v = momentum * velocity[i] + rate * g / (s + epsilon).squareRoot()
      velocity[i] = v
      weights[i] -= v
    }
  }
}
