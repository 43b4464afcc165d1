import Compute

/// Zeroes each element, token or channel with probability `rate` while training and scales the rest by
/// 1 / (1 - rate) (Srivastava et al. 2014). The shape stays.
struct DropoutLayer: Layer {
  let output: TensorShape
  private let rate: Float
  private let unit: DropoutUnit

  init(input: TensorShape, rate: Float, unit: DropoutUnit) {
    output = input
    self.rate = rate
    self.unit = unit
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

  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    FoldedLayer(parts: [], pending: pending)
  }

  /// A sample's numbers are drawn in the order of its own elements, so that they do not depend on how
  /// many samples lie between two steps.
  private func draw(_ pass: LayerPass, _ key: DropoutKey) {
    guard unit == .element else { return drawWhole(pass, key) }
    // Steps are the groups of a mask [steps, N, features].
    _ = DropoutMask(
      into: pass.memory, groups: output.blocks, count: pass.count,
      width: output.size / output.blocks, rate: rate, key: key, purpose: .dropout,
      place: pass.index * 2)
  }

  /// One number a token, or one a channel.
  private func drawWhole(_ pass: LayerPass, _ key: DropoutKey) {
    let kept = 1 / (1 - rate)
    let (tokens, width) = (output.tokens, output.features)
    let isSequence = output.blocks > 1
    for sample in 0..<pass.count {
      var random = RandomStream(
        seed: key.seed, .dropout, key.name(place: pass.index * 2),
        key.firstSample &+ UInt64(sample))
      let first = pass.memory + sample * (isSequence ? width : output.size)
      let stride = isSequence ? pass.count * width : width
      switch unit {
      case .element: break
      case .token:
        for token in 0..<tokens {
          let factor = random.uniform() < rate ? 0 : kept
          (first + token * stride).update(repeating: factor, count: width)
        }
      case .channel:
        for channel in 0..<width { first[channel] = random.uniform() < rate ? 0 : kept }
        for token in 1..<max(tokens, 1) {
          (first + token * stride).update(from: first, count: width)
        }
      }
    }
  }
}
