/// The shape of what passes between two layers, and its layout in memory for a batch of N samples.
package enum TensorShape: Equatable, Sendable {
  /// [N, height, width, channels]: height x width tokens of `channels` features.
  case grid(GridShape)
  /// [steps, N, features]: time first, so that a timestep of the whole batch is one matrix.
  case sequence(steps: Int, features: Int)
  /// [N, features]
  case vector(features: Int)

  /// Floats a sample.
  package var size: Int { tokens * features }

  /// The tokens of a grid, the steps of a sequence; 1 for a vector.
  var tokens: Int {
    switch self {
    case .grid(let grid): grid.height * grid.width
    case .sequence(let steps, _): steps
    case .vector: 1
    }
  }

  /// Floats a token. In any layout a batch is a matrix [N tokens, features].
  var features: Int {
    switch self {
    case .grid(let grid): grid.channels
    case .sequence(_, let features), .vector(let features): features
    }
  }

  /// The stretches of a batch that belong to one sample each lie in blocks of N, one after the other:
  /// a block a step of a sequence, one block for all else.
  var blocks: Int {
    if case .sequence(let steps, _) = self { steps } else { 1 }
  }

  /// The same tokens with other features.
  func with(features: Int) -> TensorShape {
    switch self {
    case .grid(let grid):
      .grid(GridShape(height: grid.height, width: grid.width, channels: features))
    case .sequence(let steps, _): .sequence(steps: steps, features: features)
    case .vector: .vector(features: features)
    }
  }

  /// For messages: "a sequence of 64 steps of 192".
  var name: String {
    switch self {
    case .grid(let grid): "a grid of \(grid.height) x \(grid.width) x \(grid.channels)"
    case .sequence(let steps, let features): "a sequence of \(steps) steps of \(features)"
    case .vector(let features): "a vector of \(features)"
    }
  }
}
