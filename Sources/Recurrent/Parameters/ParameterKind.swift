/// What training does with a parameter.
package enum ParameterKind: Equatable, Sendable {
  /// A kernel: moved by its gradient, and what weight decay applies to.
  case matrix
  /// A bias or a scale: moved by its gradient alone.
  case vector
  /// A running mean of what the batches say, w += momentum (batch's - w). Where others have their gradient,
  /// the backward pass leaves the batch's value; neither clipping nor an optimiser touches it.
  case statistic(momentum: Float)

  /// Whether a gradient moves it.
  package var isTrainable: Bool {
    switch self {
    case .matrix, .vector: true
    case .statistic: false
    }
  }
}
