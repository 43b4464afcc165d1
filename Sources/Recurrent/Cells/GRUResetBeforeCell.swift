import Compute

/// The gated recurrent unit of the paper (Cho et al. 2014), Keras's `reset_after=False`: the reset gate
/// is applied to the state before the product. Blocks z, r, h:
///
///     p = x W + b       W [D, 3U], R [U, 3U], b [3U]
///     z = sigmoid(pz + h Rz), r = sigmoid(pr + h Rr)
///     g = tanh(ph + (r h) Rh)
///     h' = z h + (1 - z) g
struct GRUResetBeforeCell: RecurrentCell {
  let gates = 3
  let parameters: ParameterList
  let memory: WorkspacePlan
  let packing: Int
  let kernels: [PackedKernel]
  private let units: Int
  private let input: GateProjection
  private let recurrent: GateProjection
  private let kernel: Int
  private let recurrentKernel: Int
  private let bias: Int
  /// [T, N, 3U]: p, then z, r, g, then the gradients of p.
  private let values: Int
  /// [T, N, U]: r h, masked.
  private let resets: Int
  /// [N, U]: the gradients of one step of `resets`.
  private let resetGradients: Int
  private let gatesPacking: Int

  init(inputs: Int, units: Int, steps: Int) {
    self.units = units
    input = GateProjection(inputs: inputs, gates: gates, units: units)
    recurrent = GateProjection(inputs: units, gates: gates, units: units)
    var list = ParameterList()
    kernel = list.add(
      "kernel", [inputs, 3 * units], .glorotUniform(rows: inputs, columns: 3 * units))
    recurrentKernel = list.add(
      "recurrent_kernel", [units, 3 * units], .orthogonal(rows: units, columns: 3 * units))
    bias = list.add("bias", [3 * units], .zeros)
    parameters = list
    var plan = WorkspacePlan()
    values = plan.reserve(steps * 3 * units)
    resets = plan.reserve(steps * units)
    resetGradients = plan.reserve(units)
    memory = plan
    // The products of z and r, and that of h behind it.
    gatesPacking = StepProduct.packing(recurrent, gates: 0..<2)
    packing = max(
      gatesPacking + StepProduct.packing(recurrent, gates: 2..<3), input.inputPacking(steps: steps))
    kernels = [
      input.packed(at: kernel, gates: 0..<gates),
      recurrent.packed(at: recurrentKernel, gates: 0..<2),
      recurrent.packed(at: recurrentKernel, gates: 2..<3),
    ]
  }

  /// The product of z and r with the state, and that of h with the reset state.
  private func products(
    _ pass: CellPass, transposed: Bool
  ) -> (gates: StepProduct, candidate: StepProduct) {
    let weights = pass.weights + recurrentKernel
    return (
      StepProduct(
        recurrent, gates: 0..<2, pass: pass, weights: weights, mask: pass.stateMask,
        transposed: transposed, at: kernels[0].size),
      StepProduct(
        recurrent, gates: 2..<3, pass: pass, weights: weights, mask: nil, transposed: transposed,
        offset: gatesPacking, at: kernels[0].size + kernels[1].size)
    )
  }

  func forward(_ pass: CellPass) {
    let p = pass.memory + values * pass.count
    let resets = pass.memory + resets * pass.count
    let size = pass.count * units
    input.projectInput(
      pass, weights: pass.weights + kernel, bias: pass.weights + bias, into: p)
    let products = products(pass, transposed: false)
    pass.clearFirst(in: pass.states)
    for order in 0..<pass.steps {
      let t = pass.step(order)
      let step = p + t * 3 * size
      let previous = pass.previous(in: pass.states, t)
      products.gates.forward(previous, accumulates: true, into: step)
      Processor.kernels.gruOpenGates(step, previous, resets + t * size, pass.count, units)
      maskResets(pass, resets + t * size)
      products.candidate.forward(resets + t * size, accumulates: true, into: step)
      Processor.kernels.gruMix(
        step, previous, pass.next(in: pass.states, t), pass.count, units)
    }
  }

  /// The mask of block h multiplies r h; being a product, it does so as well on the way back.
  private func maskResets(_ pass: CellPass, _ resets: UnsafeMutablePointer<Float>) {
    guard let mask = pass.stateMask else { return }
    VectorMath.multiply(
      resets, mask: mask.group(2), maskRows: pass.count, rows: pass.count, width: units,
      into: resets)
  }

  func backward(_ pass: CellPass, _ gradients: CellGradients) {
    let p = pass.memory + values * pass.count
    let resets = pass.memory + resets * pass.count
    let resetGradients = pass.memory + resetGradients * pass.count
    let carry = gradients.carry
    let size = pass.count * units
    let kernels = Processor.kernels
    let products = products(pass, transposed: true)
    carry.update(repeating: 0, count: size)
    for order in (0..<pass.steps).reversed() {
      let t = pass.step(order)
      let step = p + t * 3 * size
      let previous = pass.previous(in: pass.states, t)
      gradients.output.add(t, to: carry, count: pass.count, units: units)
      kernels.gruUnmix(step, previous, carry, pass.count, units)
      products.candidate.backward(step, accumulates: false, into: resetGradients)
      maskResets(pass, resetGradients)
      kernels.gruCloseGates(step, previous, resetGradients, carry, pass.count, units)
      products.gates.backward(step, accumulates: true, into: carry)
    }
    input.kernelGradient(
      pass.input, p, rows: pass.rows, gates: 0..<3, mask: pass.inputMask,
      into: gradients.weights + kernel, scratch: pass.scratch)
    recurrent.kernelGradient(
      pass.previousStates, p, rows: pass.rows, gates: 0..<2, mask: pass.stateMask,
      into: gradients.weights + recurrentKernel, scratch: pass.scratch)
    recurrent.kernelGradient(
      resets, p, rows: pass.rows, gates: 2..<3, mask: nil,
      into: gradients.weights + recurrentKernel, scratch: pass.scratch)
    VectorMath.columnSums(
      p, rows: pass.rows, width: 3 * units, stride: 3 * units, into: gradients.weights + bias)
    guard let dx = gradients.input else { return }
    input.projectBack(
      p, pass, weights: pass.weights + kernel, accumulates: gradients.accumulates, into: dx)
  }
}
