import Compute

/// y = x + branch(x) (He et al. 2016, arXiv 1512.03385). With `drop_path`, stochastic depth (Huang et al. 2016,
/// arXiv 1603.09382): a sample goes without the branch with this probability while training, and the
/// branches of the others are scaled by 1 / (1 - rate) to make up for it. With `layer_scale` the branch's
/// channels are multiplied by weights that are learned (Touvron et al. 2021, arXiv 2103.17239).
struct ResidualLayer: Layer {
  let output: TensorShape
  let parameters: ParameterList
  let memory: WorkspacePlan
  let scratch: Int
  private let branch: LayerStack
  private let dropPath: Float
  /// Where the parameters lie; nil: no scale.
  private let scale: Int?
  private let branchWeights: Int
  /// [1]: what each sample's branch is multiplied by.
  private let factors: Int
  /// What the branch gave, for the gradient of the scale.
  private let branchOutput: Int
  private let branchMemory: Int
  /// In the scratch: the gradients of the branch's output, and the branch's own.
  private let branchGradients: Int
  private let branchScratch: Int

  /// - Parameter branch: gives the shape that it takes.
  init(branch: LayerStack, spec: ResidualSpec) {
    self.branch = branch
    output = branch.output
    dropPath = spec.dropPath
    var list = ParameterList()
    branchWeights = list.add(branch.parameters, under: "layers")
    scale = spec.layerScale.map { list.add("scale", [branch.output.features], .constant($0)) }
    parameters = list
    var plan = WorkspacePlan()
    factors = plan.reserve(1)
    branchOutput = plan.reserve(spec.layerScale == nil ? 0 : branch.output.size)
    branchMemory = plan.reserve(branch.memory.size)
    memory = plan
    var shared = WorkspacePlan()
    branchGradients = shared.reserve(branch.output.size)
    branchScratch = shared.reserve(branch.scratch)
    scratch = shared.size
  }

  var inferenceSize: Int { branch.inferenceSize }
  var kernels: [PackedKernel] { branch.kernels.shifted(by: branchWeights) }
  var multiplyAdds: Int { branch.multiplyAdds }
  var mixesSamples: Bool { branch.mixesSamples }

  func forward(_ pass: LayerPass) {
    let keepsOutput = pass.keepsMemory && scale != nil
    let made = keepsOutput ? pass.memory + branchOutput * pass.count : pass.output
    branch.forward(branchPass(pass, output: made))
    drawFactors(pass)
    forEachStretch(pass) { start, length, factor in
      if let scale {
        Combination.add(
          pass.input + start, made + start, factor: factor, scale: pass.weights + scale,
          rows: length / output.features, width: output.features, into: pass.output + start)
      } else {
        Combination.add(
          pass.input + start, made + start, factor: factor, count: length,
          into: pass.output + start)
      }
    }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    let dy = gradients.output
    let outgoing = pass.scratch + branchGradients * pass.count
    let made = pass.memory + branchOutput * pass.count
    if let scale {
      (gradients.weights + scale).update(repeating: 0, count: output.features)
    }
    forEachStretch(pass) { start, length, factor in
      if let scale {
        Combination.scaleBackward(
          dy + start, branch: made + start, factor: factor, scale: pass.weights + scale,
          rows: length / output.features, width: output.features, into: outgoing + start,
          scaleGradient: gradients.weights + scale)
      } else {
        Combination.scale(dy + start, factor: factor, count: length, into: outgoing + start)
      }
    }
    branch.backward(
      branchPass(pass, output: made),
      LayerGradients(
        output: outgoing, input: gradients.input, weights: gradients.weights + branchWeights,
        share: gradients.share))
    guard let dx = gradients.input else { return }
    Combination.accumulate(dy, count: pass.count * output.size, to: dx)
  }

  /// The branch is folded within itself: its input is that of the sum as well.
  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    var result = FoldedLayer(parts: [], pending: nil)
    if let pending { result.parts.append(BatchNormLayer.applying(pending, input: input)) }
    let (branch, parts) = branch.foldedStack(weights + branchWeights, pending: nil)
    let spec = ResidualSpec(layers: [], layerScale: scale == nil ? nil : 1)
    let folded = ResidualLayer(branch: branch, spec: spec)
    let part = FoldedPart(folded) { target in
      parts.write(target + folded.branchWeights)
      guard let scale, let foldedScale = folded.scale else { return }
      (target + foldedScale).update(from: weights + scale, count: output.features)
    }
    result.parts.append(part)
    return result
  }

  private func branchPass(
    _ pass: LayerPass, output: UnsafeMutablePointer<Float>
  ) -> LayerPass {
    LayerPass(
      index: pass.index, count: pass.count, weights: pass.weights + branchWeights,
      packed: pass.packed,
      input: pass.input, output: output,
      memory: pass.keepsMemory ? pass.memory + branchMemory * pass.count : pass.memory,
      scratch: pass.scratch + branchScratch * pass.count, dropout: pass.dropout,
      keepsMemory: pass.keepsMemory)
  }

  private func drawFactors(_ pass: LayerPass) {
    guard dropPath > 0, let key = pass.dropout, pass.keepsMemory else { return }
    for sample in 0..<pass.count {
      var random = RandomStream(
        seed: key.seed, .dropPath, key.name(place: pass.index),
        key.firstSample &+ UInt64(sample))
      pass.memory[factors * pass.count + sample] =
        random.uniform() < dropPath ? 0 : 1 / (1 - dropPath)
    }
  }

  /// Calls `body` for each stretch of floats that belong to one sample, with its factor.
  @inline(__always)
  private func forEachStretch(
    _ pass: LayerPass, _ body: (_ start: Int, _ length: Int, _ factor: Float) -> Void
  ) {
    guard dropPath > 0, pass.isTraining, pass.keepsMemory else {
      return body(0, pass.count * output.size, 1)
    }
    let length = output.size / output.blocks
    for block in 0..<output.blocks {
      for sample in 0..<pass.count {
        body(
          (block * pass.count + sample) * length, length,
          pass.memory[factors * pass.count + sample])
      }
    }
  }
}
