import CKernels
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
    packing = max(
      StepProduct.packing(recurrent, gates: 0..<gates), input.inputPacking(steps: steps))
    kernels = [
      input.packed(at: kernel, gates: 0..<gates),
      recurrent.packed(at: recurrentKernel, gates: 0..<gates),
    ]
  }

  func forward(_ pass: CellPass) {
    let p = pass.memory + values * pass.count
    let q = pass.memory + recurrentValues * pass.count
    let size = pass.count * 3 * units
    input.projectInput(
      pass, weights: pass.weights + kernel, bias: pass.weights + bias, into: p)
    let product = StepProduct(
      recurrent, gates: 0..<gates, pass: pass, weights: pass.weights + recurrentKernel,
      mask: pass.stateMask, transposed: false, at: kernels[0].size)
    pass.clearFirst(in: pass.states)
    for order in 0..<pass.steps {
      let t = pass.step(order)
      let previous = pass.previous(in: pass.states, t)
      product.forward(previous, accumulates: false, into: q + t * size)
      Processor.kernels.gruForward(
        GRUForward(
          gates: p + t * size, recurrent: q + t * size,
          recurrentBias: pass.weights + bias + 3 * units, previousState: previous,
          state: pass.next(in: pass.states, t), rows: pass.count, units: units))
    }
  }

  func backward(_ pass: CellPass, _ gradients: CellGradients) {
    let p = pass.memory + values * pass.count
    let q = pass.memory + recurrentValues * pass.count
    let carry = gradients.carry
    let size = pass.count * 3 * units
    let product = StepProduct(
      recurrent, gates: 0..<gates, pass: pass, weights: pass.weights + recurrentKernel,
      mask: pass.stateMask, transposed: true, at: kernels[0].size)
    carry.update(repeating: 0, count: pass.count * units)
    for order in (0..<pass.steps).reversed() {
      let t = pass.step(order)
      gradients.output.add(t, to: carry, count: pass.count, units: units)
      Processor.kernels.gruBackward(
        GRUBackward(
          gates: p + t * size, recurrent: q + t * size,
          previousState: pass.previous(in: pass.states, t), stateGradient: carry,
          rows: pass.count, units: units))
      product.backward(q + t * size, accumulates: true, into: carry)
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
    input.projectBack(
      p, pass, weights: pass.weights + kernel, accumulates: gradients.accumulates, into: dx)
  }
}
