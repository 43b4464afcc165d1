import Compute

/// Zeroes each element with probability `rate` while training and scales the rest by 1 / (1 - rate)
/// (Srivastava et al. 2014). The shape stays.
struct DropoutLayer: Layer {
  let output: TensorShape
  private let rate: Float

  init(input: TensorShape, rate: Float) {
    output = input
    self.rate = rate
  }

  /// The mask, in the layout of the input.
  var memory: WorkspacePlan {
    var plan = WorkspacePlan()
    _ = plan.reserve(output.size)
    return plan
  }

  func forward(_ pass: LayerPass) {
    let size = output.size * pass.count
    guard rate > 0, let key = pass.dropout else {
      pass.output.update(from: pass.input, count: size)
      return
    }
    draw(pass, key)
    VectorMath.multiply(
      pass.input, mask: pass.memory, maskRows: 1, rows: 1, width: size, into: pass.output)
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    guard let target = gradients.input else { return }
    let size = output.size * pass.count
    guard rate > 0, pass.dropout != nil else {
      target.update(from: gradients.output, count: size)
      return
    }
    VectorMath.multiply(
      gradients.output, mask: pass.memory, maskRows: 1, rows: 1, width: size, into: target)
  }

  /// A sample's numbers are drawn in the order of its own elements, so that they do not depend on how
  /// many samples lie between two steps.
  private func draw(_ pass: LayerPass, _ key: DropoutKey) {
    let steps: Int
    if case .sequence(let length, _) = output { steps = length } else { steps = 1 }
    let features = output.size / steps
    // Steps are the groups of a mask [steps, N, features].
    _ = DropoutMask(
      into: pass.memory, groups: steps, count: pass.count, width: features, rate: rate, key: key,
      purpose: .dropout, place: pass.index * 2)
  }
}
