import Compute

/// A minGRU over every column or every row of a grid, in both directions (see `MinGRUScan`): grid
/// [H, W, d] to grid [H, W, D], the first half of a token's features read forwards, the second backwards.
///
/// No recurrent matrix: the projections of all tokens of the batch, p = x W with W [d, 2D] (the gates'
/// columns first), are one matrix product, and the steps are elementwise, over all lines at once.
struct MinGRULayer: Layer {
  let output: TensorShape
  let parameters: ParameterList
  let memory: WorkspacePlan
  private let grid: GridShape
  private let width: Int
  private let alongColumns: Bool
  private let candidate: SweepSpec.Candidate
  private let kernel: Int
  private let bias: Int
  /// [tokens, 2D]: p, then z and g, then the gradients of p.
  private let values: Int
  /// [lines of a block, D / 2]
  private let carry: Int

  init(input: GridShape, spec: SweepSpec, alongColumns: Bool) {
    grid = input
    width = spec.units
    self.alongColumns = alongColumns
    candidate = spec.candidate
    output = TensorShape.grid(input).with(features: spec.units)
    var list = ParameterList()
    kernel = list.add(
      "kernel", [input.channels, 2 * width],
      .truncatedNormal(deviation: 1 / Float(input.channels).squareRoot()))
    bias = list.add("bias", [2 * width], .gateBias(units: width, value: spec.gateBias))
    parameters = list
    var plan = WorkspacePlan()
    values = plan.reserve(output.tokens * 2 * width)
    carry = plan.reserve((alongColumns ? input.width : 1) * (width / 2))
    memory = plan
  }

  var multiplyAdds: Int { output.tokens * (grid.channels + 1) * 2 * width }

  private func lines(_ count: Int) -> ScanLines {
    ScanLines(count: count, height: grid.height, width: grid.width, alongColumns: alongColumns)
  }

  func forward(_ pass: LayerPass) {
    let p = pass.memory + values * pass.count
    BLAS.multiply(
      m: pass.count * output.tokens, n: 2 * width, k: grid.channels, pass.input,
      lda: grid.channels, pass.weights + kernel, ldb: 2 * width, into: p, ldc: 2 * width)
    MinGRUScan.forward(
      p, bias: pass.weights + bias, states: pass.output, lines: lines(pass.count), width: width,
      candidate: candidate)
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    let p = pass.memory + values * pass.count
    let rows = pass.count * output.tokens
    MinGRUScan.backward(
      p, states: pass.output, gradients: gradients.output, carry: pass.memory + carry * pass.count,
      lines: lines(pass.count), width: width, candidate: candidate)
    BLAS.multiply(
      m: grid.channels, n: 2 * width, k: rows, pass.input, lda: grid.channels, transposeA: true,
      p, ldb: 2 * width, into: gradients.weights + kernel, ldc: 2 * width)
    VectorMath.columnSums(
      p, rows: rows, width: 2 * width, stride: 2 * width, into: gradients.weights + bias)
    guard let dx = gradients.input else { return }
    BLAS.multiply(
      m: rows, n: grid.channels, k: 2 * width, p, lda: 2 * width, pass.weights + kernel,
      ldb: 2 * width, transposeB: true, into: dx, ldc: grid.channels)
  }

  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    var values = values(weights)
    if let pending {
      values.withUnsafeMutableBufferPointer { values in
        guard let base = values.baseAddress else { return }
        pending.fold(into: base + kernel, bias: base + bias, columns: 2 * width)
      }
    }
    return FoldedLayer(parts: [(self, values)], pending: nil)
  }
}
