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
  }

  func forward(_ pass: CellPass) {
    let p = pass.memory + values * pass.count
    let resets = pass.memory + resets * pass.count
    let size = pass.count * units
    input.forward(
      pass.input, rows: pass.rows, gates: 0..<3, mask: pass.inputMask,
      weights: pass.weights + kernel, beta: 0, into: p, scratch: pass.scratch)
    VectorMath.addBias(pass.weights + bias, to: p, rows: pass.rows, width: 3 * units)
    pass.clearFirst(in: pass.states)
    for order in 0..<pass.steps {
      let t = pass.step(order)
      let step = p + t * 3 * size
      let previous = pass.previous(in: pass.states, t)
      recurrent.forward(
        previous, rows: pass.count, gates: 0..<2, mask: pass.stateMask,
        weights: pass.weights + recurrentKernel, beta: 1, into: step, scratch: pass.scratch)
      openGates(step, previous: previous, resets: resets + t * size, count: pass.count)
      maskResets(pass, resets + t * size)
      recurrent.forward(
        resets + t * size, rows: pass.count, gates: 2..<3, mask: nil,
        weights: pass.weights + recurrentKernel, beta: 1, into: step, scratch: pass.scratch)
      mix(step, previous: previous, state: pass.next(in: pass.states, t), count: pass.count)
    }
  }

  /// The mask of block h multiplies r h; being a product, it does so as well on the way back.
  private func maskResets(_ pass: CellPass, _ resets: UnsafeMutablePointer<Float>) {
    guard let mask = pass.stateMask else { return }
    VectorMath.multiply(
      resets, mask: mask.group(2), maskRows: pass.count, rows: pass.count, width: units,
      into: resets)
  }

  /// Activates z and r in place and computes r h.
  private func openGates(
    _ gates: UnsafeMutablePointer<Float>, previous: UnsafePointer<Float>,
    resets: UnsafeMutablePointer<Float>, count: Int
  ) {
    let units = units
    for row in 0..<count {
      let gates = gates + row * 3 * units
      let place = row * units
      Lanes.sweep(2 * units) { j, n in
        VectorMath.sigmoid(Lanes(gates + j, n)).store(gates + j, n)
      }
      Lanes.sweep(units) { j, n in
        (Lanes(gates + units + j, n) * Lanes(previous + place + j, n)).store(resets + place + j, n)
      }
    }
  }

  /// Activates g in place and mixes it with the old state.
  private func mix(
    _ gates: UnsafeMutablePointer<Float>, previous: UnsafePointer<Float>,
    state: UnsafeMutablePointer<Float>, count: Int
  ) {
    let units = units
    for row in 0..<count {
      let gates = gates + row * 3 * units
      let place = row * units
      Lanes.sweep(units) { j, n in
        let g = VectorMath.tanh(Lanes(gates + 2 * units + j, n))
        g.store(gates + 2 * units + j, n)
        let h = Lanes(previous + place + j, n)
        (g + Lanes(gates + j, n) * (h - g)).store(state + place + j, n)
      }
    }
  }

  func backward(_ pass: CellPass, _ gradients: CellGradients) {
    let p = pass.memory + values * pass.count
    let resets = pass.memory + resets * pass.count
    let resetGradients = pass.memory + resetGradients * pass.count
    let carry = gradients.carry
    let size = pass.count * units
    carry.update(repeating: 0, count: size)
    for order in (0..<pass.steps).reversed() {
      let t = pass.step(order)
      let step = p + t * 3 * size
      let previous = pass.previous(in: pass.states, t)
      gradients.output.add(t, to: carry, count: pass.count, units: units)
      unmix(step, previous: previous, carry: carry, count: pass.count)
      recurrent.backward(
        step, rows: pass.count, gates: 2..<3, mask: nil,
        weights: pass.weights + recurrentKernel, beta: 0, into: resetGradients,
        scratch: pass.scratch)
      maskResets(pass, resetGradients)
      closeGates(
        step, previous: previous, resetGradients: resetGradients, carry: carry, count: pass.count)
      recurrent.backward(
        step, rows: pass.count, gates: 0..<2, mask: pass.stateMask,
        weights: pass.weights + recurrentKernel, beta: 1, into: carry, scratch: pass.scratch)
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
    input.backward(
      p, rows: pass.rows, gates: 0..<3, mask: pass.inputMask, weights: pass.weights + kernel,
      beta: gradients.accumulates ? 1 : 0, into: dx, scratch: pass.scratch)
  }

  /// Back through `mix`: z and g become the gradients of their pre-activations.
  /// - Parameter carry: dL/dh'; becomes the part of dL/dh that does not go through the gates.
  private func unmix(
    _ gates: UnsafeMutablePointer<Float>, previous: UnsafePointer<Float>,
    carry: UnsafeMutablePointer<Float>, count: Int
  ) {
    let units = units
    for row in 0..<count {
      let gates = gates + row * 3 * units
      let place = row * units
      Lanes.sweep(units) { j, n in
        let dh = Lanes(carry + place + j, n)
        let z = Lanes(gates + j, n)
        let g = Lanes(gates + 2 * units + j, n)
        (dh * (Lanes(previous + place + j, n) - g) * z * (1 - z)).store(gates + j, n)
        (dh * (1 - z) * (1 - g * g)).store(gates + 2 * units + j, n)
        (dh * z).store(carry + place + j, n)
      }
    }
  }

  /// Back through `openGates` for r, which becomes the gradient of its pre-activation; adds what goes
  /// through r h to `carry`.
  private func closeGates(
    _ gates: UnsafeMutablePointer<Float>, previous: UnsafePointer<Float>,
    resetGradients: UnsafePointer<Float>, carry: UnsafeMutablePointer<Float>, count: Int
  ) {
    let units = units
    for row in 0..<count {
      let gates = gates + row * 3 * units
      let place = row * units
      Lanes.sweep(units) { j, n in
        let ds = Lanes(resetGradients + place + j, n)
        let r = Lanes(gates + units + j, n)
        (Lanes(carry + place + j, n) + ds * r).store(carry + place + j, n)
        (ds * Lanes(previous + place + j, n) * r * (1 - r)).store(gates + units + j, n)
      }
    }
  }
}
