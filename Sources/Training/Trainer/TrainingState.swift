import Compute

/// What an update changes: weights, the optimiser's state, the number of updates.
final class TrainingState {
  let weights: FloatBuffer
  /// The optimiser's, in the order of its `slotNames`.
  let slots: [FloatBuffer]
  /// Updates done.
  var step = 0

  /// - Parameter weights: taken over, not copied.
  init(weights: FloatBuffer, slotCount: Int) throws {
    self.weights = weights
    slots = try (0..<slotCount).map { _ in try FloatBuffer(count: weights.count) }
  }

  /// Becomes equal to `other`, which has the same sizes.
  func copy(from other: TrainingState) {
    weights.pointer.update(from: other.weights.pointer, count: weights.count)
    for (slot, source) in zip(slots, other.slots) {
      slot.pointer.update(from: source.pointer, count: slot.count)
    }
    step = other.step
  }
}
