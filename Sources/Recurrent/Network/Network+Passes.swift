extension Network {
  /// input [count, H, W, C] -> logits [count, classes].
  ///
  /// Several threads may call this at once with the same network and weights, each with a workspace of
  /// its own, made for training. Nothing is allocated.
  /// - Parameters:
  ///   - weights: [parameterCount]
  ///   - count: at least 1, at most the workspace's capacity.
  ///   - mode: whether dropout is active, and whose statistics normalise.
  package func forward(
    weights: UnsafePointer<Float>, input: UnsafePointer<Float>, count: Int,
    logits: UnsafeMutablePointer<Float>, workspace: Workspace, mode: Mode
  ) {
    assert(workspace.training && (1...workspace.capacity).contains(count))
    switch mode {
    case .inference: workspace.dropout = nil
    case .training(let key): workspace.dropout = key
    }
    let copy = workspace.buffer.pointer + trainingPlan.input * count
    copy.update(from: input, count: count * TensorShape.grid(self.input).size)
    layers.forward(
      pass(weights: weights, input: copy, count: count, logits: logits, workspace: workspace))
  }

  /// The same for `InferenceNetwork`, with a workspace that is not for training.
  /// - Parameter packed: the layers' kernels.
  func infer(
    weights: UnsafePointer<Float>, packed: UnsafePointer<Float>, input: UnsafePointer<Float>,
    count: Int, logits: UnsafeMutablePointer<Float>, workspace: Workspace
  ) {
    assert(!workspace.training && (1...workspace.capacity).contains(count))
    layers.forward(
      pass(
        weights: weights, packed: packed, input: input, count: count, logits: logits,
        workspace: workspace))
  }

  /// After `forward` with the same weights, count and workspace (made for training): the gradients of a
  /// loss from those of the logits. Dropout and statistics are as they were in the forward pass.
  /// - Parameters:
  ///   - logitGradients: [count, classes]
  ///   - share: the part of the batch that these samples are, by which the statistics that they leave in
  ///     `gradients` are multiplied: the sum over a batch's shards is then the batch's.
  ///   - gradients: out: [parameterCount], overwritten with the sum over the samples; in the place of a
  ///     statistic (see `ParameterKind`) with `share` times that of the samples, or the running one
  ///     after a pass of inference.
  ///   - inputGradients: out: [count, H, W, C], overwritten; nil if not wanted, which saves time.
  package func backward(
    weights: UnsafePointer<Float>, logitGradients: UnsafePointer<Float>, count: Int,
    share: Float = 1, gradients: UnsafeMutablePointer<Float>,
    inputGradients: UnsafeMutablePointer<Float>?, workspace: Workspace
  ) {
    assert(workspace.training && (1...workspace.capacity).contains(count))
    let base = workspace.buffer.pointer
    let outgoing = base + trainingPlan.logitGradients * count
    outgoing.update(from: logitGradients, count: count * classCount)
    // The head does not read its output on the way back: nothing is written there.
    let pass = pass(
      weights: weights, input: base + trainingPlan.input * count, count: count, logits: outgoing,
      workspace: workspace)
    layers.backward(
      pass,
      LayerGradients(output: outgoing, input: inputGradients, weights: gradients, share: share))
  }

  private func pass(
    weights: UnsafePointer<Float>, packed: UnsafePointer<Float>? = nil,
    input: UnsafePointer<Float>, count: Int, logits: UnsafeMutablePointer<Float>,
    workspace: Workspace
  ) -> LayerPass {
    let plan = workspace.training ? trainingPlan : inferencePlan
    let base = workspace.buffer.pointer
    return LayerPass(
      index: 0, count: count, weights: weights, packed: packed, input: input, output: logits,
      memory: base + plan.memory * count, scratch: base + plan.scratch * count,
      dropout: workspace.dropout, keepsMemory: workspace.training)
  }
}
