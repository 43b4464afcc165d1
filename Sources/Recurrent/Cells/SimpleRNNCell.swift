import Compute

/// The simple recurrent network (Elman 1990): h' = tanh(x W + b + h R), W [D, U], R [U, U], b [U].
struct SimpleRNNCell: RecurrentCell {
  let gates = 1
  let parameters: ParameterList
  let memory: WorkspacePlan
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
  }

  func forward(_ pass: CellPass) {
    let p = pass.memory + values * pass.count
    let size = pass.count * units
    input.forward(
      pass.input, rows: pass.rows, gates: 0..<1, mask: pass.inputMask,
      weights: pass.weights + kernel, beta: 0, into: p, scratch: pass.scratch)
    pass.clearFirst(in: pass.states)
    for order in 0..<pass.steps {
      let t = pass.step(order)
      let step = p + t * size
      recurrent.forward(
        pass.previous(in: pass.states, t), rows: pass.count, gates: 0..<1, mask: pass.stateMask,
        weights: pass.weights + recurrentKernel, beta: 1, into: step, scratch: pass.scratch)
      activate(
        step, bias: pass.weights + bias, state: pass.next(in: pass.states, t), count: pass.count)
    }
  }

  private func activate(
    _ p: UnsafePointer<Float>, bias: UnsafePointer<Float>, state: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    for row in 0..<count {
      let p = p + row * units
      let h = state + row * units
      Lanes.sweep(units) { j, n in
        VectorMath.tanh(Lanes(p + j, n) + Lanes(bias + j, n)).store(h + j, n)
      }
    }
  }

  func backward(_ pass: CellPass, _ gradients: CellGradients) {
    let p = pass.memory + values * pass.count
    let size = pass.count * units
    let carry = gradients.carry
    carry.update(repeating: 0, count: size)
    for order in (0..<pass.steps).reversed() {
      let t = pass.step(order)
      let step = p + t * size
      let h = pass.next(in: pass.states, t)
      gradients.output.add(t, to: carry, count: pass.count, units: units)
      Lanes.sweep(size) { j, n in
        let h = Lanes(h + j, n)
        (Lanes(carry + j, n) * (1 - h * h)).store(step + j, n)
      }
      recurrent.backward(
        step, rows: pass.count, gates: 0..<1, mask: pass.stateMask,
        weights: pass.weights + recurrentKernel, beta: 0, into: carry, scratch: pass.scratch)
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
    input.backward(
      p, rows: pass.rows, gates: 0..<1, mask: pass.inputMask, weights: pass.weights + kernel,
      beta: gradients.accumulates ? 1 : 0, into: dx, scratch: pass.scratch)
  }
}
