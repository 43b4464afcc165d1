/// Where everything lies in a workspace; offsets in floats a sample (see `WorkspacePlan`).
struct NetworkPlan: Sendable {
  /// A copy of the input, for the backward pass.
  let input: Int
  /// The gradients of the logits, which the backward pass uses up.
  let logitGradients: Int
  let memory: Int
  let scratch: Int
  /// Floats a sample, in all.
  let size: Int

  init(layers: LayerStack, input: GridShape, training: Bool) {
    var plan = WorkspacePlan()
    self.input = plan.reserve(training ? TensorShape.grid(input).size : 0)
    logitGradients = plan.reserve(training ? layers.output.size : 0)
    memory = plan.reserve(training ? layers.memory.size : layers.inferenceSize)
    scratch = plan.reserve(training ? layers.scratch : 0)
    size = plan.size
  }
}
