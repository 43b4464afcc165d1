import Compute

/// The gradients that reach the states of one direction from the layer's output: of one step, of all, or
/// the same for all.
struct StateGradients {
  /// Row n of step t starts at `values` + t `stepStride` + n `rowStride`.
  let values: UnsafePointer<Float>
  let stepStride: Int
  let rowStride: Int
  let scale: Float
  /// The one step that has gradients; nil if all have.
  let only: Int?

  /// Adds those of step t to `carry` [N, units].
  func add(_ t: Int, to carry: UnsafeMutablePointer<Float>, count: Int, units: Int) {
    guard only == nil || only == t else { return }
    VectorMath.addScaled(
      values + t * stepStride, stride: rowStride, scale: scale, to: carry, stride: units,
      rows: count, width: units)
  }
}
