import CKernels
import Compute

/// Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000), Keras's blocks i, f, c, o:
///
///     [i f g o] = x W + b + h R       W [D, 4U], R [U, 4U], b [4U]
///     c' = sigmoid(f) c + sigmoid(i) tanh(g)
///     h' = sigmoid(o) tanh(c')
struct LSTMCell: RecurrentCell {
  let gates = 4
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
  /// [T, N, 4U]: pre-activations, then activated gates, then the gradients of the pre-activations.
  private let values: Int
  /// [T + 1, N, U]: c, laid out like the states.
  private let cells: Int
  /// [T, N, U]: tanh(c').
  private let squashed: Int
  /// [N, U]: the gradients of c, on their way back through time.
  private let cellCarry: Int

  init(inputs: Int, units: Int, steps: Int, unitForgetBias: Bool) {
    self.units = units
    input = GateProjection(inputs: inputs, gates: gates, units: units)
    recurrent = GateProjection(inputs: units, gates: gates, units: units)
    var list = ParameterList()
    kernel = list.add(
      "kernel", [inputs, 4 * units], .glorotUniform(rows: inputs, columns: 4 * units))
    recurrentKernel = list.add(
      "recurrent_kernel", [units, 4 * units], .orthogonal(rows: units, columns: 4 * units))
    bias = list.add("bias", [4 * units], unitForgetBias ? .forgetBias(units: units) : .zeros)
    parameters = list
    var plan = WorkspacePlan()
    values = plan.reserve(steps * 4 * units)
    cells = plan.reserve((steps + 1) * units)
    squashed = plan.reserve(steps * units)
    cellCarry = plan.reserve(units)
    memory = plan
    packing = max(
      StepProduct.packing(recurrent, gates: 0..<gates), input.inputPacking(steps: steps))
    kernels = [
      input.packed(at: kernel, gates: 0..<gates),
      recurrent.packed(at: recurrentKernel, gates: 0..<gates),
    ]
  }

  func forward(_ pass: CellPass) {
    let p = pass.memory + values * pass.count
    let c = pass.memory + cells * pass.count
    let squashed = pass.memory + squashed * pass.count
    let size = pass.count * units
    input.projectInput(
      pass, weights: pass.weights + kernel, bias: pass.weights + bias, into: p)
    let product = StepProduct(
      recurrent, gates: 0..<gates, pass: pass, weights: pass.weights + recurrentKernel,
      mask: pass.stateMask, transposed: false, at: kernels[0].size)
    pass.clearFirst(in: pass.states)
    pass.clearFirst(in: c)
    for order in 0..<pass.steps {
      let t = pass.step(order)
      let step = p + t * 4 * size
      product.forward(pass.previous(in: pass.states, t), accumulates: true, into: step)
      Processor.kernels.lstmForward(
        LSTMForward(
          gates: step, previousCell: pass.previous(in: c, t), cell: pass.next(in: c, t),
          squashed: squashed + t * size, state: pass.next(in: pass.states, t), rows: pass.count,
          units: units))
    }
  }

  func backward(_ pass: CellPass, _ gradients: CellGradients) {
    let p = pass.memory + values * pass.count
    let c = pass.memory + cells * pass.count
    let squashed = pass.memory + squashed * pass.count
    let cellCarry = pass.memory + cellCarry * pass.count
    let carry = gradients.carry
    let size = pass.count * units
    let product = StepProduct(
      recurrent, gates: 0..<gates, pass: pass, weights: pass.weights + recurrentKernel,
      mask: pass.stateMask, transposed: true, at: kernels[0].size)
    carry.update(repeating: 0, count: size)
    cellCarry.update(repeating: 0, count: size)
    for order in (0..<pass.steps).reversed() {
      let t = pass.step(order)
      gradients.output.add(t, to: carry, count: pass.count, units: units)
      let step = p + t * 4 * size
      Processor.kernels.lstmBackward(
        LSTMBackward(
          gates: step, previousCell: pass.previous(in: c, t), squashed: squashed + t * size,
          stateGradient: carry, cellGradient: cellCarry, rows: pass.count, units: units))
      product.backward(step, accumulates: false, into: carry)
    }
    input.kernelGradient(
      pass.input, p, rows: pass.rows, gates: 0..<4, mask: pass.inputMask,
      into: gradients.weights + kernel, scratch: pass.scratch)
    recurrent.kernelGradient(
      pass.previousStates, p, rows: pass.rows, gates: 0..<4, mask: pass.stateMask,
      into: gradients.weights + recurrentKernel, scratch: pass.scratch)
    VectorMath.columnSums(
      p, rows: pass.rows, width: 4 * units, stride: 4 * units, into: gradients.weights + bias)
    guard let dx = gradients.input else { return }
    input.projectBack(
      p, pass, weights: pass.weights + kernel, accumulates: gradients.accumulates, into: dx)
  }
}
