import CKernels
import Compute

/// Layer normalisation (Ba et al. 2016, arXiv 1607.06450): every token by the mean and the variance of its own
/// features, y = scale (x - mean) / sqrt(variance + epsilon) + offset.
struct LayerNormLayer: Layer {
  let output: TensorShape
  let parameters: ParameterList
  private let epsilon: Float
  private let width: Int
  private let scale: Int
  private let offset: Int

  init(input: TensorShape, epsilon: Float) {
    output = input
    width = input.features
    self.epsilon = epsilon
    var list = ParameterList()
    scale = list.add("scale", [width], .constant(1))
    offset = list.add("offset", [width], .zeros)
    parameters = list
  }

  /// [tokens, 2]: mean and inverse deviation.
  var memory: WorkspacePlan {
    var plan = WorkspacePlan()
    _ = plan.reserve(2 * output.tokens)
    return plan
  }

  func forward(_ pass: LayerPass) {
    Processor.kernels.normaliseRows(
      RowNormalisation(
        x: pass.input, rows: pass.count * output.tokens, width: width, epsilon: epsilon,
        scale: pass.weights + scale, offset: pass.weights + offset, moments: pass.memory,
        y: pass.output))
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    Processor.kernels.normaliseRowsGradient(
      RowNormalisationGradient(
        x: pass.input, dy: gradients.output, rows: pass.count * output.tokens, width: width,
        scale: pass.weights + scale, moments: pass.memory,
        scaleGradient: gradients.weights + scale, offsetGradient: gradients.weights + offset,
        dx: gradients.input))
  }
}
