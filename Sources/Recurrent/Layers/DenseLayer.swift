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

  /// For the packed kernel.
  var scratch: Int {
    RowProduct.packing(inputs: inputs, columns: units, tokens: output.tokens)
  }

  var inferenceSize: Int { 0 }

  var kernels: [PackedKernel] {
    [PackedKernel(offset: kernel, depth: inputs, columns: units, stride: units)]
  }

  var multiplyAdds: Int { output.tokens * inputs * units }

  private func kernelProduct(_ pass: LayerPass, transposed: Bool) -> RowProduct {
    RowProduct(
      pass.weights + kernel, inputs: inputs, columns: units, tokens: output.tokens,
      transposed: transposed, room: pass.scratch, packed: pass.packed)
  }

  func forward(_ pass: LayerPass) {
    let product = kernelProduct(pass, transposed: false)
    let keeps = activation.needsInput && pass.keepsMemory
    RowProduct.forEachStretch(of: output.tokens * pass.count) { start, count in
      let y = pass.output + start * units
      let x = keeps ? pass.memory + start * units : y
      product.forward(
        pass.input + start * inputs, rows: count, bias: pass.weights + bias, into: x)
      Activation.apply(activation, x, into: y, count: count * units)
    }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    let product = gradients.input.map { _ in kernelProduct(pass, transposed: true) }
    RowProduct.forEachStretch(of: output.tokens * pass.count) { start, count in
      let dy = gradients.output + start * units
      let x = pass.input + start * inputs
      Activation.multiplyByDerivative(
        activation, dy, y: pass.output + start * units, x: pass.memory + start * units,
        count: count * units)
      RowProduct.gradients(
        x, dy, rows: count, inputs: inputs, columns: units, isFirst: start == 0,
        kernel: gradients.weights + kernel, bias: gradients.weights + bias)
      guard let product, let dx = gradients.input else { return }
      product.backward(dy, rows: count, into: dx + start * inputs)
    }
  }

  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    let part = FoldedPart(self) { target in
      target.update(from: weights, count: parameters.count)
      pending?.fold(into: target + kernel, bias: target + bias, columns: units)
    }
    return FoldedLayer(parts: [part], pending: nil)
  }
}
