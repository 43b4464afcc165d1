import Compute
import Recurrent

extension Model {
  /// The network's logits, the mean with those of the mirror images if the model averages the two.
  /// - Parameters:
  ///   - inference: the model's network with the weights that answer.
  ///   - inputs: `[count, height, width, channels]`; mirrored afterwards if the model averages.
  ///   - logits: `[count, labels.count]`, written.
  ///   - mirrored: as `logits`, for the second pass; nil for one pass only.
  package func forward(
    _ inference: InferenceNetwork, inputs: UnsafeMutablePointer<Float>, count: Int,
    logits: UnsafeMutablePointer<Float>, mirrored: UnsafeMutablePointer<Float>?,
    workspace: Workspace
  ) {
    inference.forward(inputs, count: count, logits: logits, workspace: workspace)
    guard let mirrored else { return }
    spec.input.mirror(inputs, count: count)
    inference.forward(inputs, count: count, logits: mirrored, workspace: workspace)
    for i in 0..<count * labels.count { logits[i] = 0.5 * (logits[i] + mirrored[i]) }
  }
}
