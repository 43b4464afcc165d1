/// The shape of what passes between two layers, and its layout in memory for a batch of N samples.
package enum TensorShape: Equatable, Sendable {
  /// [N, height, width, channels]
  case grid(GridShape)
  /// [steps, N, features]: time first, so that a timestep of the whole batch is one matrix.
  case sequence(steps: Int, features: Int)
  /// [N, features]
  case vector(features: Int)

  /// Floats a sample.
  package var size: Int {
    switch self {
    case .grid(let grid): grid.height * grid.width * grid.channels
    case .sequence(let steps, let features): steps * features
    case .vector(let features): features
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
