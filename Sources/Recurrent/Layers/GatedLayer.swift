import Compute

/// The product of two branches of one input, y = layers(x) gate(x): the gated linear unit (Dauphin et al. 2017,
/// arXiv 1612.08083) when both are dense, the gated recurrent block of Griffin (De et al. 2024, arXiv
/// 2402.19427) when one of them sweeps.
struct GatedLayer: Layer {
  /// A branch, and where its parts lie.
  private struct Branch {
    let layers: LayerStack
    let weights: Int
    /// The first of its packed kernels.
    let packed: Int
    /// What it gave.
    let output: Int
    let memory: Int
  }

  let output: TensorShape
  let parameters: ParameterList
  let memory: WorkspacePlan
  let scratch: Int
  let inferenceSize: Int
  private let input: TensorShape
  private let value: Branch
  private let gate: Branch
  /// In the scratch: the gradients of the gate's output, those of its input, and the branches' own.
  private let gateGradients: Int
  private let inputGradients: Int
  private let branchScratch: Int
  /// Without a backward pass: what the gate gave, and then what a branch needs for itself.
  private let inferenceGate: Int
  private let inferenceMemory: Int

  /// - Parameters:
  ///   - layers: takes `input`.
  ///   - gate: takes `input` and gives the shape that `layers` gives.
  init(input: TensorShape, layers: LayerStack, gate: LayerStack) {
    output = layers.output
    var list = ParameterList()
    var plan = WorkspacePlan()
    let size = layers.output.size
    value = Branch(
      layers: layers, weights: list.add(layers.parameters, under: "layers"), packed: 0,
      output: plan.reserve(size), memory: plan.reserve(layers.memory.size))
    self.gate = Branch(
      layers: gate, weights: list.add(gate.parameters, under: "gate"),
      packed: layers.kernels.size,
      output: plan.reserve(size), memory: plan.reserve(gate.memory.size))
    parameters = list
    memory = plan
    var shared = WorkspacePlan()
    gateGradients = shared.reserve(size)
    inputGradients = shared.reserve(input.size)
    branchScratch = shared.reserve(max(layers.scratch, gate.scratch))
    scratch = shared.size
    var inference = WorkspacePlan()
    inferenceGate = inference.reserve(size)
    inferenceMemory = inference.reserve(max(layers.inferenceSize, gate.inferenceSize))
    inferenceSize = inference.size
    self.input = input
  }

  var kernels: [PackedKernel] {
    value.layers.kernels.shifted(by: value.weights) + gate.layers.kernels.shifted(by: gate.weights)
  }
  var multiplyAdds: Int { value.layers.multiplyAdds + gate.layers.multiplyAdds + output.size }
  var mixesSamples: Bool { value.layers.mixesSamples || gate.layers.mixesSamples }

  func forward(_ pass: LayerPass) {
    let a = branchPass(pass, value)
    let b = branchPass(pass, gate)
    value.layers.forward(a)
    gate.layers.forward(b)
    Combination.multiply(
      a.output, b.output, count: pass.count * output.size, into: pass.output)
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    let a = branchPass(pass, value)
    let b = branchPass(pass, gate)
    let dy = gradients.output
    let count = pass.count * output.size
    let gateGradients = pass.scratch + gateGradients * pass.count
    Combination.multiply(dy, a.output, count: count, into: gateGradients)
    Combination.multiply(dy, b.output, count: count, into: dy)
    value.layers.backward(
      a,
      LayerGradients(
        output: dy, input: gradients.input, weights: gradients.weights + value.weights,
        share: gradients.share))
    let other = gradients.input == nil ? nil : pass.scratch + inputGradients * pass.count
    gate.layers.backward(
      b,
      LayerGradients(
        output: gateGradients, input: other, weights: gradients.weights + gate.weights,
        share: gradients.share))
    guard let dx = gradients.input, let other else { return }
    Combination.accumulate(other, count: pass.count * input.size, to: dx)
  }

  /// Either branch takes up what is pending.
  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    let (layers, parts) = value.layers.foldedStack(weights + value.weights, pending: pending)
    let (gate, gateParts) = gate.layers.foldedStack(weights + gate.weights, pending: pending)
    let part = FoldedPart(GatedLayer(input: input, layers: layers, gate: gate)) { target in
      (parts + gateParts).write(target)
    }
    return FoldedLayer(parts: [part], pending: nil)
  }

  private func branchPass(_ pass: LayerPass, _ branch: Branch) -> LayerPass {
    let output: UnsafeMutablePointer<Float>
    if pass.keepsMemory {
      output = pass.memory + branch.output * pass.count
    } else if branch.output == gate.output {
      output = pass.memory + inferenceGate * pass.count
    } else {
      output = pass.output
    }
    return LayerPass(
      index: pass.index, count: pass.count, weights: pass.weights + branch.weights,
      packed: pass.packed.map { $0 + branch.packed },
      input: pass.input, output: output,
      memory: pass.memory + (pass.keepsMemory ? branch.memory : inferenceMemory) * pass.count,
      scratch: pass.scratch + branchScratch * pass.count, dropout: pass.dropout,
      keepsMemory: pass.keepsMemory)
  }
}
