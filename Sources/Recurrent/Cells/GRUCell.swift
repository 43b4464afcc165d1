import Compute

/// The gated recurrent unit (Cho et al. 2014) as cuDNN, PyTorch and Keras by default have it: the reset gate
/// is applied after the product with the state. Keras's blocks z, r, h:
///
///     [pz pr ph] = x W + b0, [qz qr qh] = h R + b1       W [D, 3U], R [U, 3U], b [2, 3U]
///     z = sigmoid(pz + qz), r = sigmoid(pr + qr)
///     g = tanh(ph + r qh)
///     h' = z h + (1 - z) g
struct GRUCell: RecurrentCell {
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
  /// [T, N, 3U]: q, then its gradients.
  private let recurrentValues: Int

  init(inputs: Int, units: Int, steps: Int) {
    self.units = units
    input = GateProjection(inputs: inputs, gates: gates, units: units)
    recurrent = GateProjection(inputs: units, gates: gates, units: units)
    var list = ParameterList()
    kernel = list.add(
      "kernel", [inputs, 3 * units], .glorotUniform(rows: inputs, columns: 3 * units))
    recurrentKernel = list.add(
      "recurrent_kernel", [units, 3 * units], .orthogonal(rows: units, columns: 3 * units))
    bias = list.add("bias", [2, 3 * units], .zeros)
    parameters = list
    var plan = WorkspacePlan()
    values = plan.reserve(steps * 3 * units)
    recurrentValues = plan.reserve(steps * 3 * units)
    memory = plan
  }

  func forward(_ pass: CellPass) {
    let p = pass.memory + values * pass.count
    let q = pass.memory + recurrentValues * pass.count
    let size = pass.count * 3 * units
    input.forward(
      pass.input, rows: pass.rows, gates: 0..<3, mask: pass.inputMask,
      weights: pass.weights + kernel, beta: 0, into: p, scratch: pass.scratch)
    pass.clearFirst(in: pass.states)
    for order in 0..<pass.steps {
      let t = pass.step(order)
      let previous = pass.previous(in: pass.states, t)
      recurrent.forward(
        previous, rows: pass.count, gates: 0..<3, mask: pass.stateMask,
        weights: pass.weights + recurrentKernel, beta: 0, into: q + t * size,
        scratch: pass.scratch)
      activate(
        p + t * size, q + t * size, bias: pass.weights + bias, previous: previous,
        state: pass.next(in: pass.states, t), count: pass.count)
    }
  }

  /// One step from p and q on: p becomes z, r, g, and the block h of q gets its bias.
  private func activate(
    _ gates: UnsafeMutablePointer<Float>, _ recurrent: UnsafeMutablePointer<Float>,
    bias: UnsafePointer<Float>, previous: UnsafePointer<Float>,
    state: UnsafeMutablePointer<Float>, count: Int
  ) {
    let units = units
    for row in 0..<count {
      let gates = gates + row * 3 * units
      let recurrent = recurrent + row * 3 * units
      let place = row * units
      Lanes.sweep(units) { j, n in
        let (pz, pr, pg) = (gates + j, gates + units + j, gates + 2 * units + j)
        let (qz, qr, qh) = (recurrent + j, recurrent + units + j, recurrent + 2 * units + j)
        let b0 = bias + j
        let b1 = b0 + 3 * units
        let r = VectorMath.sigmoid(
          Lanes(pr, n) + Lanes(b0 + units, n) + Lanes(qr, n) + Lanes(b1 + units, n))
        r.store(pr, n)
        let q = Lanes(qh, n) + Lanes(b1 + 2 * units, n)
        q.store(qh, n)
        let g = VectorMath.tanh(Lanes(pg, n) + Lanes(b0 + 2 * units, n) + r * q)
        g.store(pg, n)
        let z = VectorMath.sigmoid(Lanes(pz, n) + Lanes(b0, n) + Lanes(qz, n) + Lanes(b1, n))
        z.store(pz, n)
        let h = Lanes(previous + place + j, n)
        (g + z * (h - g)).store(state + place + j, n)
      }
    }
  }

  func backward(_ pass: CellPass, _ gradients: CellGradients) {
    let p = pass.memory + values * pass.count
    let q = pass.memory + recurrentValues * pass.count
    let carry = gradients.carry
    let size = pass.count * 3 * units
    carry.update(repeating: 0, count: pass.count * units)
    for order in (0..<pass.steps).reversed() {
      let t = pass.step(order)
      gradients.output.add(t, to: carry, count: pass.count, units: units)
      differentiate(
        p + t * size, q + t * size, previous: pass.previous(in: pass.states, t), carry: carry,
        count: pass.count)
      recurrent.backward(
        q + t * size, rows: pass.count, gates: 0..<3, mask: pass.stateMask,
        weights: pass.weights + recurrentKernel, beta: 1, into: carry, scratch: pass.scratch)
    }
    input.kernelGradient(
      pass.input, p, rows: pass.rows, gates: 0..<3, mask: pass.inputMask,
      into: gradients.weights + kernel, scratch: pass.scratch)
    recurrent.kernelGradient(
      pass.previousStates, q, rows: pass.rows, gates: 0..<3, mask: pass.stateMask,
      into: gradients.weights + recurrentKernel, scratch: pass.scratch)
    let width = 3 * units
    VectorMath.columnSums(
      p, rows: pass.rows, width: width, stride: width, into: gradients.weights + bias)
    VectorMath.columnSums(
      q, rows: pass.rows, width: width, stride: width, into: gradients.weights + bias + width)
    guard let dx = gradients.input else { return }
    input.backward(
      p, rows: pass.rows, gates: 0..<3, mask: pass.inputMask, weights: pass.weights + kernel,
      beta: gradients.accumulates ? 1 : 0, into: dx, scratch: pass.scratch)
  }

  /// One step back to p and q, whose gradients take the place of the gates and of q.
  /// - Parameter carry: dL/dh'; becomes the part of dL/dh that does not go through q.
  private func differentiate(
    _ gates: UnsafeMutablePointer<Float>, _ recurrent: UnsafeMutablePointer<Float>,
    previous: UnsafePointer<Float>, carry: UnsafeMutablePointer<Float>, count: Int
  ) {
    let units = units
    for row in 0..<count {
      let gates = gates + row * 3 * units
      let recurrent = recurrent + row * 3 * units
      let place = row * units
      Lanes.sweep(units) { j, n in
        let (pz, pr, pg) = (gates + j, gates + units + j, gates + 2 * units + j)
        let (qz, qr, qh) = (recurrent + j, recurrent + units + j, recurrent + 2 * units + j)
        let dh = Lanes(carry + place + j, n)
        let z = Lanes(pz, n)
        let r = Lanes(pr, n)
        let g = Lanes(pg, n)
        let dg = dh * (1 - z) * (1 - g * g)
        let dz = dh * (Lanes(previous + place + j, n) - g) * z * (1 - z)
        let dr = dg * Lanes(qh, n) * r * (1 - r)
        dz.store(pz, n)
        dr.store(pr, n)
        dg.store(pg, n)
        dz.store(qz, n)
        dr.store(qr, n)
        (dg * r).store(qh, n)
        (dh * z).store(carry + place + j, n)
      }
    }
  }
}
