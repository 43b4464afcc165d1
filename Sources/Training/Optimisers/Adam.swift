import CKernels
import Compute
import Glibc

/// Adam (Kingma and Ba 2015, arXiv 1412.6980), Keras's form: the bias correction is folded into the
/// rate, so that epsilon is the paper's "epsilon hat". AdamW's decay is `WeightDecay`.
struct Adam: Optimiser {
  let beta1: Double
  let beta2: Double
  let epsilon: Float

  var slotNames: [String] { ["momentum", "velocity"] }

  func update(
    _ weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, gradientScale: Float,
    slots: Slots, count: Int, learningRate: Double, step: Int
  ) {
    guard let momentum = slots.first, let velocity = slots.second else { return }
    let correction = (1 - pow(beta2, Double(step))).squareRoot() / (1 - pow(beta1, Double(step)))
    let rate = Float(learningRate * correction)
    Processor.kernels.adam(
      AdamUpdate(
        weights: weights, gradients: gradients, momentum: momentum, velocity: velocity,
        count: count, gradientScale: gradientScale, rate: rate, share1: Float(1 - beta1),
        share2: Float(1 - beta2), epsilon: epsilon))
  }
}
