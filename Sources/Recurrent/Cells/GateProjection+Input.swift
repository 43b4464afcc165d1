/// The projections of the inputs of all steps: one product of many rows, with a packed kernel where no mask is in
/// the way.
extension GateProjection {
  /// Floats that packing takes.
  func inputPacking(steps: Int) -> Int {
    RowProduct.packing(inputs: inputs, columns: columns, tokens: steps)
  }

  /// y = (x * mask) W + bias.
  func projectInput(
    _ pass: CellPass, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>
  ) {
    guard pass.inputMask == nil else {
      return forward(
        pass.input, rows: pass.rows, mask: pass.inputMask, weights: weights, bias: bias, into: y,
        scratch: pass.scratch)
    }
    product(pass, weights, transposed: false)
      .forward(pass.input, rows: pass.rows, bias: bias, into: y)
  }

  /// dx = (dy W^T) * mask, or dx += it.
  func projectBack(
    _ dy: UnsafePointer<Float>, _ pass: CellPass, weights: UnsafePointer<Float>,
    accumulates: Bool, into dx: UnsafeMutablePointer<Float>
  ) {
    guard pass.inputMask == nil else {
      return backward(
        dy, rows: pass.rows, gates: 0..<gates, mask: pass.inputMask, weights: weights,
        beta: accumulates ? 1 : 0, into: dx, scratch: pass.scratch)
    }
    product(pass, weights, transposed: true)
      .backward(dy, rows: pass.rows, accumulates: accumulates, into: dx)
  }

  private func product(
    _ pass: CellPass, _ weights: UnsafePointer<Float>, transposed: Bool
  ) -> RowProduct {
    RowProduct(
      weights, inputs: inputs, columns: columns, tokens: pass.steps, transposed: transposed,
      room: pass.packing, packed: pass.packed)
  }
}
