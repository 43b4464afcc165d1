extension Network {
  /// input [count, H, W, C] -> logits [count, classes].
  ///
  /// Several threads may call this at once with the same network and weights, each with a workspace of
  /// its own. Nothing is allocated.
  /// - Parameters:
  ///   - weights: [parameterCount]
  ///   - count: at least 1, at most the workspace's capacity.
  ///   - mode: whether dropout is active.
  package func forward(
    weights: UnsafePointer<Float>, input: UnsafePointer<Float>, count: Int,
    logits: UnsafeMutablePointer<Float>, workspace: Workspace, mode: Mode
  ) {
    assert((1...workspace.capacity).contains(count))
    switch mode {
    case .inference: workspace.dropout = nil
    case .training(let key): workspace.dropout = key
    }
    var input = input
    if workspace.training, let place = trainingPlan.input {
      let copy = workspace.buffer.pointer + place * count
      copy.update(from: input, count: count * TensorShape.grid(self.input).size)
      input = UnsafePointer(copy)
    }
    for index in layers.indices {
      let pass = pass(
        index, weights: weights, input: input, count: count, logits: logits, workspace: workspace)
      layers[index].forward(pass)
    }
  }

  /// After `forward` with the same weights, count and workspace (made for training): the gradients of a
  /// loss from those of the logits. Dropout is as it was in the forward pass.
  /// - Parameters:
  ///   - logitGradients: [count, classes]
  ///   - gradients: out: [parameterCount], overwritten with the sum over the samples.
  ///   - inputGradients: out: [count, H, W, C], overwritten; nil if not wanted, which saves time.
  package func backward(
    weights: UnsafePointer<Float>, logitGradients: UnsafePointer<Float>, count: Int,
    gradients: UnsafeMutablePointer<Float>, inputGradients: UnsafeMutablePointer<Float>?,
    workspace: Workspace
  ) {
    assert(workspace.training && (1...workspace.capacity).contains(count))
    let base = workspace.buffer.pointer
    let input = base + (trainingPlan.input ?? 0) * count
    var outgoing = base + trainingPlan.gradients.outgoing * count
    var incoming = base + trainingPlan.gradients.incoming * count
    outgoing.update(from: logitGradients, count: count * classCount)
    // Below the first layer with weights nobody needs a gradient, if the caller does not.
    let lowest =
      inputGradients != nil ? 0 : layers.firstIndex { $0.parameters.count > 0 } ?? layers.count
    for index in layers.indices.reversed() where index >= lowest {
      let wanted = index > lowest ? incoming : inputGradients
      let pass = pass(
        index, weights: weights, input: input, count: count, logits: nil, workspace: workspace)
      let layerGradients = LayerGradients(
        output: outgoing, input: wanted, weights: gradients + weightOffsets[index])
      layers[index].backward(pass, layerGradients)
      swap(&outgoing, &incoming)
    }
  }

  /// The head's output goes straight to the caller; its backward pass does not read it.
  private func pass(
    _ index: Int, weights: UnsafePointer<Float>, input: UnsafePointer<Float>, count: Int,
    logits: UnsafeMutablePointer<Float>?, workspace: Workspace
  ) -> LayerPass {
    let plan = workspace.training ? trainingPlan : inferencePlan
    let base = workspace.buffer.pointer
    let output = base + plan.outputs[index] * count
    return LayerPass(
      index: index, count: count, weights: weights + weightOffsets[index],
      input: index == 0 ? input : UnsafePointer(base + plan.outputs[index - 1] * count),
      output: index == layers.count - 1 ? logits ?? output : output,
      memory: base + plan.memories[index] * count, scratch: base + plan.scratch * count,
      dropout: workspace.dropout)
  }
}
