import Compute

/// y = activation(x W + b), W [features, units]: of a vector, or of each token of a grid or a sequence.
struct DenseLayer: Layer {
  let output: TensorShape
  let parameters: ParameterList
  /// The pre-activations, if the derivative is made of them.
  let memory: WorkspacePlan
  private let inputs: Int
  private let units: Int
  private let activation: DenseSpec.Activation
  private let kernel: Int
  private let bias: Int

  /// - Parameter initialiser: of the kernel; nil for Keras's, Glorot's uniform one.
  init(input: TensorShape, spec: DenseSpec, initialiser: Initialiser? = nil) {
    units = spec.units
    activation = spec.activation
    inputs = input.features
    output = input.with(features: units)
    var list = ParameterList()
    kernel = list.add(
      "kernel", [inputs, units], initialiser ?? .glorotUniform(rows: inputs, columns: units))
    bias = list.add("bias", [units], .zeros)
    parameters = list
    var plan = WorkspacePlan()
    _ = plan.reserve(spec.activation.needsInput ? output.size : 0)
    memory = plan
  }

  var inferenceSize: Int { 0 }

  var multiplyAdds: Int { output.tokens * inputs * units }

  func forward(_ pass: LayerPass) {
    let rows = output.tokens * pass.count
    BLAS.multiply(
      m: rows, n: units, k: inputs, pass.input, lda: inputs, pass.weights + kernel, ldb: units,
      into: pass.output, ldc: units)
    VectorMath.addBias(pass.weights + bias, to: pass.output, rows: rows, width: units)
    Activation.apply(
      activation, to: pass.output, count: rows * units,
      keeping: activation.needsInput && pass.keepsMemory ? pass.memory : nil)
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    let rows = output.tokens * pass.count
    let dy = gradients.output
    Activation.multiplyByDerivative(
      activation, dy, y: pass.output, x: pass.memory, count: rows * units)
    BLAS.multiply(
      m: inputs, n: units, k: rows, pass.input, lda: inputs, transposeA: true, dy, ldb: units,
      into: gradients.weights + kernel, ldc: units)
    VectorMath.columnSums(
      dy, rows: rows, width: units, stride: units, into: gradients.weights + bias)
    guard let dx = gradients.input else { return }
    BLAS.multiply(
      m: rows, n: inputs, k: units, dy, lda: units, pass.weights + kernel, ldb: units,
      transposeB: true, into: dx, ldc: inputs)
  }

  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    var values = values(weights)
    if let pending {
      values.withUnsafeMutableBufferPointer { values in
        guard let base = values.baseAddress else { return }
        pending.fold(into: base + kernel, bias: base + bias, columns: units)
      }
    }
    return FoldedLayer(parts: [(self, values)], pending: nil)
  }
}
