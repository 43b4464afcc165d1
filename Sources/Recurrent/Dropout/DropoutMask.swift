import Compute

/// A mask [groups, N, width] of 0 (dropped) and 1 / (1 - rate) (kept, scaled up so that the expectation
/// stays). With more than one group, each gate of a cell has a mask of its own.
struct DropoutMask {
  let values: UnsafePointer<Float>
  let groups: Int
  let count: Int
  let width: Int

  /// The mask [N, width] of one group.
  func group(_ index: Int) -> UnsafePointer<Float> { values + index * count * width }

  /// Draws a mask into `memory`.
  /// - Parameter place: the layer and direction.
  init(
    into memory: UnsafeMutablePointer<Float>, groups: Int, count: Int, width: Int, rate: Float,
    key: DropoutKey, purpose: RandomStream.Purpose, place: Int
  ) {
    self.init(at: memory, groups: groups, count: count, width: width)
    let kept = 1 / (1 - rate)
    let name = key.name(place: place)
    for sample in 0..<count {
      var random = RandomStream(
        seed: key.seed, purpose, name, key.firstSample &+ UInt64(sample))
      for group in 0..<groups {
        let row = memory + (group * count + sample) * width
        random.fill(row, count: width, dropping: rate, keeping: kept)
      }
    }
  }

  /// A mask that was drawn before.
  init(at memory: UnsafePointer<Float>, groups: Int, count: Int, width: Int) {
    values = memory
    self.groups = groups
    self.count = count
    self.width = width
  }
}
