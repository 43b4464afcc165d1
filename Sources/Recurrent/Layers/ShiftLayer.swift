/// Four groups of channels, each moved by one token: right, left, down, up; zeros come in from the border, and
/// the other channels stay (Wu et al. 2018, arXiv 1711.08141; for recurrent networks the token shift of RWKV,
/// arXiv 2305.13048). Mixing of neighbours that costs a copy.
struct ShiftLayer: Layer {
  let output: TensorShape
  private let grid: GridShape
  /// Channels of each group.
  private let group: Int

  /// - Parameter fraction: the share of the channels that move, 0 to 1.
  init(input: GridShape, fraction: Float) {
    output = .grid(input)
    grid = input
    group = Int(Float(input.channels) * fraction / 4)
  }

  func forward(_ pass: LayerPass) {
    move(pass.input, by: 1, count: pass.count, into: pass.output)
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    guard let dx = gradients.input else { return }
    move(gradients.output, by: -1, count: pass.count, into: dx)
  }

  private func move(
    _ x: UnsafePointer<Float>, by sign: Int, count: Int, into y: UnsafeMutablePointer<Float>
  ) {
    let channels = grid.channels
    for sample in 0..<count {
      for row in 0..<grid.height {
        for column in 0..<grid.width {
          let place = ((sample * grid.height + row) * grid.width + column) * channels
          func bring(_ number: Int, _ rows: Int, _ columns: Int) {
            let target = y + place + number * group
            let from = (row: row - sign * rows, column: column - sign * columns)
            if 0..<grid.height ~= from.row, 0..<grid.width ~= from.column {
              let distance = ((from.row - row) * grid.width + from.column - column) * channels
              target.update(from: x + place + number * group + distance, count: group)
            } else {
              target.update(repeating: 0, count: group)
            }
          }
          bring(0, 0, 1)
          bring(1, 0, -1)
          bring(2, 1, 0)
          bring(3, -1, 0)
          let rest = 4 * group
          (y + place + rest).update(from: x + place + rest, count: channels - rest)
        }
      }
    }
  }
}
