import Compute
import Recurrent

extension Model {
  /// The network's logits, the mean with those of the mirror images if the model averages the two.
  /// - Parameters:
  ///   - network: the model's, or what it was folded to; `weights` are its.
  ///   - inputs: `[count, height, width, channels]`; mirrored afterwards if the model averages.
  ///   - logits: `[count, labels.count]`, written.
  ///   - mirrored: as `logits`, for the second pass; nil for one pass only.
  package func forward(
    _ network: Network, weights: FloatBuffer, inputs: UnsafeMutablePointer<Float>, count: Int,
    logits: UnsafeMutablePointer<Float>, mirrored: UnsafeMutablePointer<Float>?,
    workspace: Workspace
  ) {
    network.forward(
      weights: weights.pointer, input: inputs, count: count, logits: logits, workspace: workspace,
      mode: .inference)
    if let mirrored {
      spec.input.mirror(inputs, count: count)
      network.forward(
        weights: weights.pointer, input: inputs, count: count, logits: mirrored,
        workspace: workspace, mode: .inference)
      for i in 0..<count * labels.count { logits[i] = 0.5 * (logits[i] + mirrored[i]) }
    }
    withExtendedLifetime(weights) {}
  }
}
