import Compute

/// A network made ready to classify with certain weights: batch normalisation is folded, dropout is gone, and
/// the kernels are packed, once for all calls. Immutable: any number of threads may share it, each with a
/// workspace of its own.
///
/// A sample's logits have the same bits alone and among others: every product of a row is a sum in one
/// order, whatever the rows beside it.
package struct InferenceNetwork: Sendable {
  /// What is left of the network (see `Network.folded`). It depends on the network alone, so that a workspace
  /// serves all weights.
  package let network: Network
  private let weights: FloatBuffer
  private let packed: FloatBuffer

  /// Throws `noMemory`.
  /// - Parameter weights: [parameterCount], of `network`; not to be written any more.
  package init(_ network: Network, weights: FloatBuffer) throws {
    (self.network, self.weights) = try network.folded(weights)
    let kernels = self.network.layers.kernels
    packed = try FloatBuffer(count: kernels.size)
    kernels.pack(self.weights.pointer, into: packed.pointer)
    guard self.weights !== weights else { return }
    // Nobody reads the folded kernels any more.
    for kernel in kernels { self.weights.discard(kernel.range) }
  }

  /// Floats of a workspace for one sample.
  package var workspaceSize: Int { network.inferencePlan.size }

  /// Memory for calls with up to `capacity` samples; see `Network.makeWorkspace`.
  package func makeWorkspace(capacity: Int) throws -> Workspace {
    try network.makeWorkspace(capacity: capacity, training: false)
  }

  /// input [count, H, W, C] -> logits [count, classes]. Nothing is allocated.
  /// - Parameters:
  ///   - count: at least 1, at most the workspace's capacity.
  ///   - workspace: of `makeWorkspace`.
  package func forward(
    _ input: UnsafePointer<Float>, count: Int, logits: UnsafeMutablePointer<Float>,
    workspace: Workspace
  ) {
    network.infer(
      weights: weights.pointer, packed: packed.pointer, input: input, count: count, logits: logits,
      workspace: workspace)
    withExtendedLifetime((weights, packed)) {}
  }
}
