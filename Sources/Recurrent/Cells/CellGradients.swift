/// What a cell is lent for a backward pass beside its `CellPass`.
struct CellGradients {
  let output: StateGradients
  /// Out: [T, N, D]; nil if nobody needs them.
  let input: UnsafeMutablePointer<Float>?
  /// Whether those of the input are added to what is there (the other direction's).
  let accumulates: Bool
  /// Out: those of the cell's parameters.
  let weights: UnsafeMutablePointer<Float>
  /// [N, units]: those of the state, on their way back through time.
  let carry: UnsafeMutablePointer<Float>
}
