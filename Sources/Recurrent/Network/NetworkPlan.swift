/// Where everything lies in a workspace; offsets in floats a sample (see `WorkspacePlan`).
struct NetworkPlan: Sendable {
  /// A copy of the input, for the backward pass; nil if there is none.
  let input: Int?
  /// Each layer's output. While training all are kept; else every second layer shares its place.
  let outputs: [Int]
  /// Each layer's own memory.
  let memories: [Int]
  let scratch: Int
  /// The gradients of a layer's output and of its input, which change places from layer to layer.
  let gradients: (outgoing: Int, incoming: Int)
  /// Floats a sample, in all.
  let size: Int

  init(layers: [any Layer], input: GridShape, training: Bool) {
    var plan = WorkspacePlan()
    let largest = layers.map(\.output.size).max() ?? 0
    if training {
      self.input = plan.reserve(TensorShape.grid(input).size)
      outputs = layers.map { plan.reserve($0.output.size) }
      let largest = max(largest, TensorShape.grid(input).size)
      gradients = (plan.reserve(largest), plan.reserve(largest))
    } else {
      let places = [plan.reserve(largest), plan.reserve(largest)]
      outputs = layers.indices.map { places[$0 % 2] }
      self.input = nil
      gradients = (0, 0)
    }
    memories = layers.map { plan.reserve($0.memory.size) }
    scratch = plan.reserve(layers.map(\.scratch).max() ?? 0)
    size = plan.size
  }
}
