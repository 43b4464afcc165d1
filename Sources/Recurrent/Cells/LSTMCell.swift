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
  }

  func forward(_ pass: CellPass) {
    let p = pass.memory + values * pass.count
    let c = pass.memory + cells * pass.count
    let squashed = pass.memory + squashed * pass.count
    let size = pass.count * units
    input.forward(
      pass.input, rows: pass.rows, gates: 0..<4, mask: pass.inputMask,
      weights: pass.weights + kernel, beta: 0, into: p, scratch: pass.scratch)
    pass.clearFirst(in: pass.states)
    pass.clearFirst(in: c)
    for order in 0..<pass.steps {
      let t = pass.step(order)
      recurrent.forward(
        pass.previous(in: pass.states, t), rows: pass.count, gates: 0..<4, mask: pass.stateMask,
        weights: pass.weights + recurrentKernel, beta: 1, into: p + t * 4 * size,
        scratch: pass.scratch)
      activate(
        p + t * 4 * size, bias: pass.weights + bias, previous: pass.previous(in: c, t),
        cell: pass.next(in: c, t), squashed: squashed + t * size,
        state: pass.next(in: pass.states, t), count: pass.count)
    }
  }

  /// One step from the pre-activations on: activates the gates in place.
  private func activate(
    _ gates: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>,
    previous: UnsafePointer<Float>, cell: UnsafeMutablePointer<Float>,
    squashed: UnsafeMutablePointer<Float>, state: UnsafeMutablePointer<Float>, count: Int
  ) {
    let units = units
    for row in 0..<count {
      let gates = gates + row * 4 * units
      let place = row * units
      Lanes.sweep(units) { j, n in
        let pi = gates + j
        let pf = pi + units
        let pg = pf + units
        let po = pg + units
        let b = bias + j
        let i = VectorMath.sigmoid(Lanes(pi, n) + Lanes(b, n))
        let g = VectorMath.tanh(Lanes(pg, n) + Lanes(b + 2 * units, n))
        i.store(pi, n)
        g.store(pg, n)
        let f = VectorMath.sigmoid(Lanes(pf, n) + Lanes(b + units, n))
        f.store(pf, n)
        let c = f * Lanes(previous + place + j, n) + i * g
        c.store(cell + place + j, n)
        let o = VectorMath.sigmoid(Lanes(po, n) + Lanes(b + 3 * units, n))
        o.store(po, n)
        let s = VectorMath.tanh(c)
        s.store(squashed + place + j, n)
        (o * s).store(state + place + j, n)
      }
    }
  }

  func backward(_ pass: CellPass, _ gradients: CellGradients) {
    let p = pass.memory + values * pass.count
    let c = pass.memory + cells * pass.count
    let squashed = pass.memory + squashed * pass.count
    let cellCarry = pass.memory + cellCarry * pass.count
    let carry = gradients.carry
    let size = pass.count * units
    carry.update(repeating: 0, count: size)
    cellCarry.update(repeating: 0, count: size)
    for order in (0..<pass.steps).reversed() {
      let t = pass.step(order)
      gradients.output.add(t, to: carry, count: pass.count, units: units)
      differentiate(
        p + t * 4 * size, previous: pass.previous(in: c, t), squashed: squashed + t * size,
        carry: carry, cellCarry: cellCarry, count: pass.count)
      recurrent.backward(
        p + t * 4 * size, rows: pass.count, gates: 0..<4, mask: pass.stateMask,
        weights: pass.weights + recurrentKernel, beta: 0, into: carry, scratch: pass.scratch)
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
    input.backward(
      p, rows: pass.rows, gates: 0..<4, mask: pass.inputMask, weights: pass.weights + kernel,
      beta: gradients.accumulates ? 1 : 0, into: dx, scratch: pass.scratch)
  }

  /// One step back to the pre-activations, whose gradients take the place of the gates.
  /// - Parameters:
  ///   - carry: dL/dh'.
  ///   - cellCarry: dL/dc' but for what comes through h'; becomes dL/dc.
  private func differentiate(
    _ gates: UnsafeMutablePointer<Float>, previous: UnsafePointer<Float>,
    squashed: UnsafePointer<Float>, carry: UnsafePointer<Float>,
    cellCarry: UnsafeMutablePointer<Float>, count: Int
  ) {
    let units = units
    for row in 0..<count {
      let gates = gates + row * 4 * units
      let place = row * units
      Lanes.sweep(units) { j, n in
        let pi = gates + j
        let pf = pi + units
        let pg = pf + units
        let po = pg + units
        let dh = Lanes(carry + place + j, n)
        let s = Lanes(squashed + place + j, n)
        let o = Lanes(po, n)
        (dh * s * o * (1 - o)).store(po, n)
        let dc = Lanes(cellCarry + place + j, n) + dh * o * (1 - s * s)
        let i = Lanes(pi, n)
        let g = Lanes(pg, n)
        (dc * g * i * (1 - i)).store(pi, n)
        (dc * i * (1 - g * g)).store(pg, n)
        let f = Lanes(pf, n)
        (dc * Lanes(previous + place + j, n) * f * (1 - f)).store(pf, n)
        (dc * f).store(cellCarry + place + j, n)
      }
    }
  }
}
