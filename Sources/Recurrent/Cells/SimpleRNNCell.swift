import Compute

/// The simple recurrent network (Elman 1990): h' = tanh(x W + b + h R), W [D, U], R [U, U], b [U].
struct SimpleRNNCell: RecurrentCell {
  let gates = 1
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
  /// [T, N, U]: pre-activations, then their gradients.
  private let values: Int

  init(inputs: Int, units: Int, steps: Int) {
    self.units = units
    input = GateProjection(inputs: inputs, gates: gates, units: units)
    recurrent = GateProjection(inputs: units, gates: gates, units: units)
    var list = ParameterList()
    kernel = list.add("kernel", [inputs, units], .glorotUniform(rows: inputs, columns: units))
    recurrentKernel = list.add(
      "recurrent_kernel", [units, units], .orthogonal(rows: units, columns: units))
    bias = list.add("bias", [units], .zeros)
    parameters = list
    var plan = WorkspacePlan()
    values = plan.reserve(steps * units)
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
    let size = pass.count * units
    input.projectInput(
      pass, weights: pass.weights + kernel, bias: pass.weights + bias, into: p)
    let product = StepProduct(
      recurrent, gates: 0..<gates, pass: pass, weights: pass.weights + recurrentKernel,
      mask: pass.stateMask, transposed: false, at: kernels[0].size)
    pass.clearFirst(in: pass.states)
    for order in 0..<pass.steps {
      let t = pass.step(order)
      let step = p + t * size
      product.forward(pass.previous(in: pass.states, t), accumulates: true, into: step)
      Processor.kernels.tanh(step, pass.next(in: pass.states, t), size)
    }
  }

  func backward(_ pass: CellPass, _ gradients: CellGradients) {
    let p = pass.memory + values * pass.count
    let size = pass.count * units
    let carry = gradients.carry
    let product = StepProduct(
      recurrent, gates: 0..<gates, pass: pass, weights: pass.weights + recurrentKernel,
      mask: pass.stateMask, transposed: true, at: kernels[0].size)
    carry.update(repeating: 0, count: size)
    for order in (0..<pass.steps).reversed() {
      let t = pass.step(order)
      let step = p + t * size
      gradients.output.add(t, to: carry, count: pass.count, units: units)
      step.update(from: carry, count: size)
      Processor.kernels.tanhGradient(pass.next(in: pass.states, t), step, size)
      product.backward(step, accumulates: false, into: carry)
    }
    input.kernelGradient(
      pass.input, p, rows: pass.rows, gates: 0..<1, mask: pass.inputMask,
      into: gradients.weights + kernel, scratch: pass.scratch)
    recurrent.kernelGradient(
      pass.previousStates, p, rows: pass.rows, gates: 0..<1, mask: pass.stateMask,
      into: gradients.weights + recurrentKernel, scratch: pass.scratch)
    VectorMath.columnSums(
      p, rows: pass.rows, width: units, stride: units, into: gradients.weights + bias)
    guard let dx = gradients.input else { return }
    input.projectBack(
      p, pass, weights: pass.weights + kernel, accumulates: gradients.accumulates, into: dx)
  }
}
