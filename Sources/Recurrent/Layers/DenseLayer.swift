import Compute

/// y = activation(x W + b), W [features, units]: of a vector [N, D], or of each step of a sequence
/// [T, N, D].
struct DenseLayer: Layer {
  let output: TensorShape
  let parameters: ParameterList
  private let inputs: Int
  private let units: Int
  private let rowsPerSample: Int
  private let activation: DenseSpec.Activation
  private let kernel: Int
  private let bias: Int

  /// nil if the input is a grid.
  init?(input: TensorShape, spec: DenseSpec) {
    units = spec.units
    activation = spec.activation
    switch input {
    case .grid:
      return nil
    case .vector(let features):
      inputs = features
      rowsPerSample = 1
      output = .vector(features: units)
    case .sequence(let steps, let features):
      inputs = features
      rowsPerSample = steps
      output = .sequence(steps: steps, features: units)
    }
    var list = ParameterList()
    kernel = list.add("kernel", [inputs, units], .glorotUniform(rows: inputs, columns: units))
    bias = list.add("bias", [units], .zeros)
    parameters = list
  }

  func forward(_ pass: LayerPass) {
    let rows = rowsPerSample * pass.count
    BLAS.multiply(
      m: rows, n: units, k: inputs, pass.input, lda: inputs, pass.weights + kernel, ldb: units,
      into: pass.output, ldc: units)
    VectorMath.addBias(pass.weights + bias, to: pass.output, rows: rows, width: units)
    let y = pass.output
    let size = rows * units
    switch activation {
    case .linear: break
    case .relu:
      Lanes.sweep(size) { j, n in
        let x = Lanes(y + j, n)
        x.replacing(with: 0, where: x .< 0).store(y + j, n)
      }
    case .tanh:
      Lanes.sweep(size) { j, n in VectorMath.tanh(Lanes(y + j, n)).store(y + j, n) }
    case .sigmoid:
      Lanes.sweep(size) { j, n in VectorMath.sigmoid(Lanes(y + j, n)).store(y + j, n) }
    }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    let rows = rowsPerSample * pass.count
    let dy = gradients.output
    multiplyByDerivative(dy, y: pass.output, size: rows * units)
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

  /// dy *= activation'(x), written in terms of y = activation(x).
  private func multiplyByDerivative(
    _ dy: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, size: Int
  ) {
    switch activation {
    case .linear: break
    case .relu:
      Lanes.sweep(size) { j, n in
        Lanes(dy + j, n).replacing(with: 0, where: Lanes(y + j, n) .<= 0).store(dy + j, n)
      }
    case .tanh:
      Lanes.sweep(size) { j, n in
        let y = Lanes(y + j, n)
        (Lanes(dy + j, n) * (1 - y * y)).store(dy + j, n)
      }
    case .sigmoid:
      Lanes.sweep(size) { j, n in
        let y = Lanes(y + j, n)
        (Lanes(dy + j, n) * y * (1 - y)).store(dy + j, n)
      }
    }
  }
}
