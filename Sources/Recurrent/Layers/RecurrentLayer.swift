import Compute

/// A cell run over a sequence [T, N, D], in one direction or in both; see `RecurrentSpec`.
struct RecurrentLayer: Layer {
  /// One direction: its cell, and where its parts lie.
  private struct Direction {
    let cell: any RecurrentCell
    let reversed: Bool
    /// The first of the cell's parameters.
    let weights: Int
    /// The first of its packed kernels.
    let packed: Int
    /// [T + 1, N, U]
    let states: Int
    let inputMask: Int
    let stateMask: Int
    let memory: Int
  }

  let output: TensorShape
  let parameters: ParameterList
  let memory: WorkspacePlan
  private let spec: RecurrentSpec
  private let returns: RecurrentSpec.Returns
  private let steps: Int
  /// Sequences a sample.
  private let lines: Int
  private let inputs: Int
  private let directions: [Direction]
  /// [N, U]
  private let carry: Int
  /// The masks of a cell: one for all gates, or one a gate.
  private let maskGroups: Int

  /// nil if the input is not a sequence.
  /// - Parameter lines: the sequences of a sample, each of which counts as a sample of the layer's.
  init?(input: TensorShape, spec: RecurrentSpec, lines: Int = 1) {
    guard case .sequence(let steps, let inputs) = input else { return nil }
    self.spec = spec
    self.steps = steps
    self.inputs = inputs
    self.lines = lines
    returns = spec.returns ?? .last
    let cell = Self.makeCell(spec, inputs: inputs, steps: steps)
    // Keras computes the gates apart when the state is dropped, and then draws a mask for each.
    maskGroups = spec.recurrentDropout > 0 ? cell.gates : 1

    var list = ParameterList()
    var plan = WorkspacePlan()
    var directions: [Direction] = []
    let both = spec.bidirectional != .none
    for reversed in both ? [false, true] : [false] {
      let weights: Int
      if both {
        weights = list.add(cell.parameters, under: reversed ? "backward" : "forward")
      } else {
        list = cell.parameters
        weights = 0
      }
      directions.append(
        Direction(
          cell: cell, reversed: reversed, weights: weights,
          packed: reversed ? cell.kernels.size : 0,
          states: plan.reserve((steps + 1) * spec.units),
          inputMask: plan.reserve(spec.dropout > 0 ? maskGroups * inputs : 0),
          stateMask: plan.reserve(spec.recurrentDropout > 0 ? maskGroups * spec.units : 0),
          memory: plan.reserve(cell.memory.size)))
    }
    carry = plan.reserve(spec.units)
    parameters = list
    memory = plan
    self.directions = directions
    let features = spec.bidirectional == .concat ? 2 * spec.units : spec.units
    output =
      returns == .sequence
      ? .sequence(steps: steps, features: features) : .vector(features: features)
  }

  private static func makeCell(
    _ spec: RecurrentSpec, inputs: Int, steps: Int
  ) -> any RecurrentCell {
    switch spec.cell {
    case .simpleRNN:
      SimpleRNNCell(inputs: inputs, units: spec.units, steps: steps)
    case .lstm:
      LSTMCell(
        inputs: inputs, units: spec.units, steps: steps, unitForgetBias: spec.unitForgetBias)
    case .gru where spec.resetAfter:
      GRUCell(inputs: inputs, units: spec.units, steps: steps)
    case .gru:
      GRUResetBeforeCell(inputs: inputs, units: spec.units, steps: steps)
    }
  }

  var kernels: [PackedKernel] {
    directions.flatMap { $0.cell.kernels.shifted(by: $0.weights) }
  }

  /// Inference neither masks nor packs.
  var inferenceSize: Int { memory.size }

  /// Those of the kernels; the elementwise part is small beside them.
  var multiplyAdds: Int {
    directions.reduce(0) { sum, direction in
      sum + steps * direction.cell.gates * spec.units * (inputs + spec.units)
    }
  }

  /// For what is multiplied by a mask, and behind it for packed kernels: those of a cell, a sample, which
  /// is more than is needed but grows with the samples as everything does.
  var scratch: Int { maskedScratch + (directions.map(\.cell.packing).max() ?? 0) }

  private var maskedScratch: Int {
    let masked = spec.dropout > 0 || spec.recurrentDropout > 0
    return masked ? (steps * max(inputs, spec.units) + 15) / 16 * 16 : 0
  }

  func forward(_ pass: LayerPass) {
    for direction in directions {
      direction.cell.forward(cellPass(pass, direction, draws: true))
    }
    merge(pass)
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    for direction in directions {
      let cellGradients = CellGradients(
        output: stateGradients(pass, gradients.output, direction),
        input: gradients.input, accumulates: direction.reversed,
        weights: gradients.weights + direction.weights, carry: pass.memory + carry * pass.count)
      direction.cell.backward(cellPass(pass, direction, draws: false), cellGradients)
    }
  }

  private func cellPass(_ pass: LayerPass, _ direction: Direction, draws: Bool) -> CellPass {
    CellPass(
      steps: steps, count: pass.count, units: spec.units, reversed: direction.reversed,
      weights: pass.weights + direction.weights, input: pass.input,
      states: pass.memory + direction.states * pass.count,
      memory: pass.memory + direction.memory * pass.count, scratch: pass.scratch,
      packing: pass.scratch + maskedScratch * pass.count,
      packed: pass.packed.map { $0 + direction.packed },
      // In inference a sample's bits are those that it has alone.
      alternates: pass.packed == nil ? pass.count == 1 : lines == 1,
      inputMask: mask(
        pass, direction, at: direction.inputMask, width: inputs, rate: spec.dropout, .dropout,
        draws: draws),
      stateMask: mask(
        pass, direction, at: direction.stateMask, width: spec.units, rate: spec.recurrentDropout,
        .recurrentDropout, draws: draws))
  }

  private func mask(
    _ pass: LayerPass, _ direction: Direction, at offset: Int, width: Int, rate: Float,
    _ purpose: RandomStream.Purpose, draws: Bool
  ) -> DropoutMask? {
    guard rate > 0, let key = pass.dropout else { return nil }
    let memory = pass.memory + offset * pass.count
    guard draws else {
      return DropoutMask(at: memory, groups: maskGroups, count: pass.count, width: width)
    }
    return DropoutMask(
      into: memory, groups: maskGroups, count: pass.count, width: width, rate: rate, key: key,
      purpose: purpose, place: pass.index * 2 + (direction.reversed ? 1 : 0))
  }

  /// The share of each direction in the merged output.
  private var scale: Float { spec.bidirectional == .average ? 0.5 : 1 }

  /// The number of features of the output.
  private var features: Int { spec.bidirectional == .concat ? 2 * spec.units : spec.units }

  /// The states of both directions to the output [T, N, F] or [N, F].
  private func merge(_ pass: LayerPass) {
    let rows = returns == .sequence ? steps * pass.count : pass.count
    pass.output.update(repeating: 0, count: rows * features)
    for direction in directions {
      // State slot t + 1 follows step t, or slot t if the sequence was read backwards.
      let states = pass.memory + direction.states * pass.count
      let stepSize = pass.count * spec.units
      let first = states + (direction.reversed ? 0 : stepSize)
      let last = states + (direction.reversed ? 0 : steps * stepSize)
      let target = pass.output + column(direction)
      switch returns {
      case .sequence:
        add(first, to: target, scale: scale, rows: rows)
      case .last:
        add(last, to: target, scale: scale, rows: rows)
      case .mean:
        for step in 0..<steps {
          add(first + step * stepSize, to: target, scale: scale / Float(steps), rows: rows)
        }
      }
    }
  }

  private func add(
    _ states: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, scale: Float, rows: Int
  ) {
    VectorMath.addScaled(
      states, stride: spec.units, scale: scale, to: target, stride: features, rows: rows,
      width: spec.units)
  }

  /// The first feature of the output that a direction gives.
  private func column(_ direction: Direction) -> Int {
    spec.bidirectional == .concat && direction.reversed ? spec.units : 0
  }

  private func stateGradients(
    _ pass: LayerPass, _ output: UnsafePointer<Float>, _ direction: Direction
  ) -> StateGradients {
    let values = output + column(direction)
    switch returns {
    case .sequence:
      return StateGradients(
        values: values, stepStride: pass.count * features, rowStride: features, scale: scale,
        only: nil)
    case .last:
      return StateGradients(
        values: values, stepStride: 0, rowStride: features, scale: scale,
        only: direction.reversed ? 0 : steps - 1)
    case .mean:
      return StateGradients(
        values: values, stepStride: 0, rowStride: features, scale: scale / Float(steps), only: nil)
    }
  }
}
