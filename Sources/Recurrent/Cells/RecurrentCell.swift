/// The equations of a recurrent network, over one sequence in one direction.
///
/// Every cell does the same in its own way: the input's projections of all timesteps are one matrix
/// product; the time loop has the product with the state and one fused elementwise kernel a step; the
/// backward loop leaves the gradients of all pre-activations in one array, from which those of kernels,
/// biases and input are one product each.
protocol RecurrentCell: Sendable {
  /// Blocks of `units` columns in the kernels; with recurrent dropout each has masks of its own.
  var gates: Int { get }

  var parameters: ParameterList { get }

  /// What the forward pass leaves to the backward pass beside the states.
  var memory: WorkspacePlan { get }

  /// What inference packs once: the input's kernel first, then those of the steps.
  var kernels: [PackedKernel] { get }

  /// Floats for packed kernels, for any number of samples.
  var packing: Int { get }

  /// From `pass.input` to `pass.states`.
  func forward(_ pass: CellPass)

  /// After `forward` with the same `pass`.
  func backward(_ pass: CellPass, _ gradients: CellGradients)
}
