/// What a cell is lent to run over one sequence in one direction.
struct CellPass {
  /// T
  let steps: Int
  /// N
  let count: Int
  let units: Int
  /// Whether the sequence is read from its end.
  let reversed: Bool
  let weights: UnsafePointer<Float>
  /// [T, N, D]
  let input: UnsafePointer<Float>
  /// [T + 1, N, units]: the state before the first step that is read (zeros), and after each step.
  let states: UnsafeMutablePointer<Float>
  let memory: UnsafeMutablePointer<Float>
  let scratch: UnsafeMutablePointer<Float>
  /// For packed kernels; lost between calls.
  let packing: UnsafeMutablePointer<Float>
  /// The cell's `kernels`, packed; nil while training: the cell packs them itself.
  let packed: UnsafePointer<Float>?
  /// Whether the products of a step take even and odd depths apart, which is faster for a row or two.
  let alternates: Bool
  /// Of the input; nil if nothing is dropped.
  let inputMask: DropoutMask?
  /// Of the state on its way into the next step.
  let stateMask: DropoutMask?

  /// Rows of the sequence as one matrix [T N, features].
  var rows: Int { steps * count }

  /// The state before each step, as one matrix [T N, units] that lines up with the input.
  var previousStates: UnsafeMutablePointer<Float> { previous(in: states, 0) }

  /// The step that is read as number `order`.
  @inline(__always)
  func step(_ order: Int) -> Int { reversed ? steps - 1 - order : order }

  /// What stands before step t in an array laid out like `states`.
  @inline(__always)
  func previous(in array: UnsafeMutablePointer<Float>, _ t: Int) -> UnsafeMutablePointer<Float> {
    array + (reversed ? t + 1 : t) * count * units
  }

  /// What stands after step t in an array laid out like `states`.
  @inline(__always)
  func next(in array: UnsafeMutablePointer<Float>, _ t: Int) -> UnsafeMutablePointer<Float> {
    array + (reversed ? t : t + 1) * count * units
  }

  /// Zeroes what stands before the first step in an array laid out like `states`.
  func clearFirst(in array: UnsafeMutablePointer<Float>) {
    previous(in: array, step(0)).update(repeating: 0, count: count * units)
  }
}
