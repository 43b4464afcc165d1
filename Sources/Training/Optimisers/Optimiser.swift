/// The rule by which gradients change weights. Elementwise, so that the flat parameter buffer may be
/// cut anywhere and the pieces updated by any thread, with the same bits.
protocol Optimiser: Sendable {
  /// Names of the state buffers, each as long as the weights and zero at first.
  var slotNames: [String] { get }

  /// Updates a stretch of the parameters.
  /// - Parameters:
  ///   - gradientScale: what the gradients are multiplied with on reading (clipping).
  ///   - slots: the state's stretches, in the order of `slotNames`.
  ///   - step: the update's number, from 1.
  func update(
    _ weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, gradientScale: Float,
    slots: Slots, count: Int, learningRate: Double, step: Int)
}

extension TrainingSettings {
  /// The optimiser that the settings name.
  func makeOptimiser() -> any Optimiser {
    switch optimizer {
    case .sgd: SGD(momentum: Float(momentum), nesterov: nesterov)
    case .rmsprop: RMSprop(rho: Float(rho), momentum: Float(momentum), epsilon: Float(epsilon))
    case .adam, .adamW: Adam(beta1: beta1, beta2: beta2, epsilon: Float(epsilon))
    }
  }
}
