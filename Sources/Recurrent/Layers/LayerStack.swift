/// Layers one after the other, which together are a layer: a network, or the branch of a residual layer.
struct LayerStack: Layer {
  /// A layer, and where its parts lie.
  private struct Item {
    let layer: any Layer
    let index: Int
    /// The first of its parameters.
    let weights: Int
    /// The first of its packed kernels.
    let packed: Int
    /// Its output, while training. (That of the last layer is the stack's.)
    let output: Int
    /// Its own memory, while training.
    let memory: Int
  }

  let output: TensorShape
  let parameters: ParameterList
  /// While training all outputs and memories are kept.
  let memory: WorkspacePlan
  let scratch: Int
  let inferenceSize: Int
  let kernels: [PackedKernel]
  let multiplyAdds: Int
  let mixesSamples: Bool
  private let input: TensorShape
  private let items: [Item]
  /// The layers below this one have no parameters.
  private let lowest: Int
  /// In the scratch: the gradients on their way down, which change places from layer to layer.
  private let gradients: (Int, Int)
  /// In the scratch: that of the layers, which they share.
  private let sharedScratch: Int
  /// Without a backward pass: two places for outputs in turn, and then what a layer needs for itself.
  private let inferenceOutputs: (Int, Int)
  private let inferenceMemory: Int

  /// A layer with its number in the network and its name within the stack.
  typealias Part = (layer: any Layer, index: Int, name: String)

  /// - Parameter parts: each takes what the one before gives.
  init(_ parts: [Part], input: TensorShape) {
    self.input = input
    var list = ParameterList()
    var plan = WorkspacePlan()
    var kernels: [PackedKernel] = []
    items = parts.enumerated().map { place, part in
      let item = Item(
        layer: part.layer, index: part.index,
        weights: list.add(part.layer.parameters, under: part.name), packed: kernels.size,
        output: plan.reserve(place == parts.count - 1 ? 0 : part.layer.output.size),
        memory: plan.reserve(part.layer.memory.size))
      kernels += part.layer.kernels.shifted(by: item.weights)
      return item
    }
    self.kernels = kernels
    output = parts.last?.layer.output ?? input
    parameters = list
    memory = plan
    lowest = parts.firstIndex { $0.layer.parameters.count > 0 } ?? parts.count
    let largest = parts.map(\.layer.output.size).max() ?? 0

    var shared = WorkspacePlan()
    gradients = (shared.reserve(largest), shared.reserve(largest))
    sharedScratch = shared.reserve(parts.map(\.layer.scratch).max() ?? 0)
    scratch = shared.size

    var inference = WorkspacePlan()
    inferenceOutputs = (inference.reserve(largest), inference.reserve(largest))
    inferenceMemory = inference.reserve(parts.map(\.layer.inferenceSize).max() ?? 0)
    inferenceSize = inference.size
    multiplyAdds = parts.reduce(0) { $0 + $1.layer.multiplyAdds }
    mixesSamples = parts.contains { $0.layer.mixesSamples }
  }

  func forward(_ pass: LayerPass) {
    // Folding may leave no layer at all.
    if items.isEmpty { pass.output.update(from: pass.input, count: pass.count * output.size) }
    for place in items.indices { items[place].layer.forward(self.pass(place, of: pass)) }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    var outgoing = gradients.output
    var free = pass.scratch + self.gradients.0 * pass.count
    var other = pass.scratch + self.gradients.1 * pass.count
    if items.isEmpty, let input = gradients.input {
      input.update(from: gradients.output, count: pass.count * output.size)
    }
    // Below the first layer with weights nobody needs a gradient, if the caller does not.
    let lowest = gradients.input == nil ? lowest : 0
    for place in items.indices.reversed() where place >= lowest {
      let incoming: UnsafeMutablePointer<Float>? =
        place > lowest ? free : place == 0 ? gradients.input : nil
      items[place].layer.backward(
        self.pass(place, of: pass),
        LayerGradients(
          output: outgoing, input: incoming, weights: gradients.weights + items[place].weights,
          share: gradients.share))
      outgoing = free
      swap(&free, &other)
    }
  }

  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    var result = FoldedLayer(parts: [], pending: pending)
    var shape = input
    for item in items {
      let next = item.layer.folded(weights + item.weights, input: shape, pending: result.pending)
      result.parts += next.parts
      result.pending = next.pending
      shape = item.layer.output
    }
    return result
  }

  /// The stack for inference with nothing left pending, and what writes its weights.
  func foldedStack(
    _ weights: UnsafePointer<Float>, pending: ChannelMap?
  ) -> (stack: LayerStack, parts: [FoldedPart]) {
    var made = folded(weights, input: input, pending: pending)
    if let pending = made.pending {
      made.parts.append(BatchNormLayer.applying(pending, input: output))
    }
    let parts = made.parts.enumerated().map { place, part in
      (layer: part.layer, index: place, name: "\(place)")
    }
    return (LayerStack(parts, input: input), made.parts)
  }

  private func pass(_ place: Int, of pass: LayerPass) -> LayerPass {
    let item = items[place]
    let memory: UnsafeMutablePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    if pass.keepsMemory {
      memory = pass.memory + item.memory * pass.count
      scratch = pass.scratch + sharedScratch * pass.count
    } else {
      memory = pass.memory + inferenceMemory * pass.count
      scratch = memory + item.layer.memory.size * pass.count
    }
    return LayerPass(
      index: item.index, count: pass.count, weights: pass.weights + item.weights,
      packed: pass.packed.map { $0 + item.packed },
      input: place == 0 ? pass.input : UnsafePointer(output(place - 1, of: pass)),
      output: place == items.count - 1 ? pass.output : output(place, of: pass), memory: memory,
      scratch: scratch, dropout: pass.dropout, keepsMemory: pass.keepsMemory)
  }

  private func output(_ place: Int, of pass: LayerPass) -> UnsafeMutablePointer<Float> {
    let offset =
      pass.keepsMemory
      ? items[place].output : place % 2 == 0 ? inferenceOutputs.0 : inferenceOutputs.1
    return pass.memory + offset * pass.count
  }
}
