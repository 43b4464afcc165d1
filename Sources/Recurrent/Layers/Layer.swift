/// A part of a network: a pair of passes over memory that it is lent. A layer is immutable; weights,
/// activations and what the backward pass needs all lie with the caller.
protocol Layer: Sendable {
  /// The shape of a sample of the output.
  var output: TensorShape { get }

  var parameters: ParameterList { get }

  /// The layer's own memory, which keeps what the forward pass leaves to the backward pass.
  var memory: WorkspacePlan { get }

  /// Memory that is shared with other layers, and lost between calls. Floats a sample.
  var scratch: Int { get }

  /// Memory and scratch of a forward pass that no backward pass follows. Floats a sample; the scratch
  /// begins after `memory`, if both are used.
  var inferenceSize: Int { get }

  /// The kernels that inference packs once. Every product of rows goes through one of them.
  var kernels: [PackedKernel] { get }

  /// Products of a weight and a value, a sample: what the forward pass costs.
  var multiplyAdds: Int { get }

  /// Whether samples of a batch see each other while training.
  var mixesSamples: Bool { get }

  /// Computes `pass.output` from `pass.input`.
  func forward(_ pass: LayerPass)

  /// After `forward` with the same `pass`: computes the gradients of the parameters (overwritten) and, if
  /// wanted, of the input (overwritten) from those of the output (which may be used up).
  func backward(_ pass: LayerPass, _ gradients: LayerGradients)

  /// What inference makes of the layer.
  /// - Parameters:
  ///   - weights: the layer's.
  ///   - input: what it takes.
  ///   - pending: what is still to be done to the input before the layer sees it; nil: nothing.
  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer
}

extension Layer {
  var parameters: ParameterList { ParameterList() }
  var memory: WorkspacePlan { WorkspacePlan() }
  var scratch: Int { 0 }
  var inferenceSize: Int { memory.size + scratch }
  var kernels: [PackedKernel] { [] }
  var multiplyAdds: Int { 0 }
  var mixesSamples: Bool { false }
}
