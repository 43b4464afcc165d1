import Compute

/// A recurrent layer with any cell over every column or every row of a grid, in both directions: grid
/// [H, W, d] to grid [H, W, D], the first half of a token's features read forwards, the second backwards.
/// The lines of all samples are the batch of a `RecurrentLayer`, which wants its steps outermost.
struct LineCellLayer: Layer {
  let output: TensorShape
  let memory: WorkspacePlan
  private let grid: GridShape
  private let alongColumns: Bool
  private let lines: Int
  private let steps: Int
  private let cells: RecurrentLayer
  /// In the memory: the input and the output of the cells [steps, N lines, features], then their own.
  private let input: Int
  private let states: Int
  private let cellMemory: Int
  /// In the scratch: the gradients of both, then that of the cells.
  private let inputGradients: Int
  private let stateGradients: Int
  private let cellScratch: Int
  let scratch: Int

  /// nil if the cell is the minGRU, which has a layer of its own.
  init?(input grid: GridShape, spec: SweepSpec, alongColumns: Bool) {
    guard let cell = spec.cell.recurrent else { return nil }
    var recurrent = RecurrentSpec(cell: cell, units: spec.units / 2)
    recurrent.bidirectional = .concat
    recurrent.returns = .sequence
    self.grid = grid
    self.alongColumns = alongColumns
    steps = alongColumns ? grid.height : grid.width
    lines = alongColumns ? grid.width : grid.height
    output = TensorShape.grid(grid).with(features: spec.units)
    guard
      let cells = RecurrentLayer(
        input: .sequence(steps: steps, features: grid.channels), spec: recurrent, lines: lines)
    else { return nil }
    self.cells = cells
    var plan = WorkspacePlan()
    input = plan.reserve(steps * lines * grid.channels)
    states = plan.reserve(output.size)
    cellMemory = plan.reserve(lines * cells.memory.size)
    memory = plan
    var shared = WorkspacePlan()
    inputGradients = shared.reserve(steps * lines * grid.channels)
    stateGradients = shared.reserve(output.size)
    cellScratch = shared.reserve(lines * cells.scratch)
    scratch = shared.size
  }

  var parameters: ParameterList { cells.parameters }

  var kernels: [PackedKernel] { cells.kernels }

  /// The scratch is that of training.
  var inferenceSize: Int { memory.size }

  var multiplyAdds: Int { lines * cells.multiplyAdds }

  func forward(_ pass: LayerPass) {
    let input = pass.memory + input * pass.count
    let states = pass.memory + states * pass.count
    forEachRun(pass.count) { place, line, length in
      (input + line * grid.channels)
        .update(from: pass.input + place * grid.channels, count: length * grid.channels)
    }
    cells.forward(cellPass(pass))
    let features = output.features
    forEachRun(pass.count) { place, line, length in
      (pass.output + place * features)
        .update(from: states + line * features, count: length * features)
    }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    let inputGradients = pass.scratch + inputGradients * pass.count
    let stateGradients = pass.scratch + stateGradients * pass.count
    let features = output.features
    forEachRun(pass.count) { place, line, length in
      (stateGradients + line * features)
        .update(from: gradients.output + place * features, count: length * features)
    }
    cells.backward(
      cellPass(pass),
      LayerGradients(
        output: stateGradients, input: gradients.input == nil ? nil : inputGradients,
        weights: gradients.weights, share: gradients.share))
    guard let dx = gradients.input else { return }
    forEachRun(pass.count) { place, line, length in
      (dx + place * grid.channels)
        .update(from: inputGradients + line * grid.channels, count: length * grid.channels)
    }
  }

  private func cellPass(_ pass: LayerPass) -> LayerPass {
    LayerPass(
      index: pass.index, count: pass.count * lines, weights: pass.weights, packed: pass.packed,
      input: pass.memory + input * pass.count, output: pass.memory + states * pass.count,
      memory: pass.memory + cellMemory * pass.count,
      scratch: pass.scratch + cellScratch * pass.count, dropout: nil,
      keepsMemory: pass.keepsMemory)
  }

  /// Calls `body` for every run of tokens that lie side by side in both layouts: the number of its first
  /// token in the grid [N, H, W], that in the cells' layout [steps, N, lines], and its length.
  @inline(__always)
  private func forEachRun(
    _ count: Int, _ body: (_ place: Int, _ line: Int, _ length: Int) -> Void
  ) {
    for sample in 0..<count {
      for y in 0..<grid.height {
        let place = (sample * grid.height + y) * grid.width
        if alongColumns {
          body(place, (y * count + sample) * lines, grid.width)
        } else {
          for x in 0..<grid.width { body(place + x, (x * count + sample) * lines + y, 1) }
        }
      }
    }
  }
}
