import Compute

/// What an update changes: weights, their average, the optimiser's state, the number of updates.
final class TrainingState {
  let weights: FloatBuffer
  /// Their moving average; nil when none is kept.
  let average: FloatBuffer?
  /// The optimiser's, in the order of its `slotNames`.
  let slots: [FloatBuffer]
  /// Updates done.
  var step = 0

  /// - Parameters:
  ///   - weights: taken over, not copied.
  ///   - averages: whether their average is kept; it begins with them.
  init(weights: FloatBuffer, slotCount: Int, averages: Bool) throws {
    self.weights = weights
    average = averages ? try FloatBuffer(copying: weights) : nil
    slots = try (0..<slotCount).map { _ in try FloatBuffer(count: weights.count) }
  }

  /// What is evaluated and published: the average, if one is kept.
  var result: FloatBuffer { average ?? weights }

  /// Becomes equal to `other`, which has the same sizes.
  func copy(from other: TrainingState) {
    weights.pointer.update(from: other.weights.pointer, count: weights.count)
    if let average, let source = other.average {
      average.pointer.update(from: source.pointer, count: average.count)
    }
    for (slot, source) in zip(slots, other.slots) {
      slot.pointer.update(from: source.pointer, count: slot.count)
    }
    step = other.step
  }
}
