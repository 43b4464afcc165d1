/// Where the parts of a piece of memory lie. Everything in a workspace grows in proportion to the number of
/// samples, so sizes and offsets are in floats a sample: for N samples a part starts at `offset * N`.
package struct WorkspacePlan: Sendable {
  /// Floats a sample, in all. Layers' sizes are bounded by `NetworkLimits`, far below overflow.
  package private(set) var size = 0

  package init() {}

  /// Adds a part of `floats` a sample, 64-byte aligned for any N, and returns its offset.
  package mutating func reserve(_ floats: Int) -> Int {
    let offset = size
    size += (floats + 15) / 16 * 16
    return offset
  }
}
