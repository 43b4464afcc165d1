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

  /// For the packed kernel.
  var scratch: Int {
    RowProduct.packing(inputs: grid.channels, columns: 2 * width, tokens: output.tokens)
  }

  var inferenceSize: Int { memory.size }

  var kernels: [PackedKernel] {
    [PackedKernel(offset: kernel, depth: grid.channels, columns: 2 * width, stride: 2 * width)]
  }

  private func lines(_ count: Int) -> ScanLines {
    ScanLines(count: count, height: grid.height, width: grid.width, alongColumns: alongColumns)
  }

  private func kernelProduct(_ pass: LayerPass, transposed: Bool) -> RowProduct {
    RowProduct(
      pass.weights + kernel, inputs: grid.channels, columns: 2 * width, tokens: output.tokens,
      transposed: transposed, room: pass.scratch, packed: pass.packed)
  }

  func forward(_ pass: LayerPass) {
    let product = kernelProduct(pass, transposed: false)
    forEachStretch(pass.count) { start, rows in
      let p = pass.memory + values * pass.count + start * 2 * width
      product.forward(pass.input + start * grid.channels, rows: rows, bias: nil, into: p)
      MinGRUScan.forward(
        p, bias: pass.weights + bias, states: pass.output + start * width,
        lines: lines(rows / output.tokens), width: width, candidate: candidate)
    }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    let product = gradients.input.map { _ in kernelProduct(pass, transposed: true) }
    forEachStretch(pass.count) { start, rows in
      let p = pass.memory + values * pass.count + start * 2 * width
      MinGRUScan.backward(
        p, states: pass.output + start * width, gradients: gradients.output + start * width,
        carry: pass.memory + carry * pass.count, lines: lines(rows / output.tokens), width: width,
        candidate: candidate)
      RowProduct.gradients(
        pass.input + start * grid.channels, p, rows: rows, inputs: grid.channels,
        columns: 2 * width, isFirst: start == 0, kernel: gradients.weights + kernel,
        bias: gradients.weights + bias)
      guard let product, let dx = gradients.input else { return }
      product.backward(p, rows: rows, into: dx + start * grid.channels)
    }
  }

  /// Stretches of whole samples, their first token and their tokens.
  @inline(__always)
  private func forEachStretch(_ count: Int, _ body: (_ start: Int, _ rows: Int) -> Void) {
    RowProduct.forEachStretch(of: count * output.tokens, unit: output.tokens, body)
  }

  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    let part = FoldedPart(self) { target in
      target.update(from: weights, count: parameters.count)
      pending?.fold(into: target + kernel, bias: target + bias, columns: 2 * width)
    }
    return FoldedLayer(parts: [part], pending: nil)
  }
}
