/// The exponential moving average of the weights (Polyak and Juditsky 1992), which is evaluated and published
/// in their place. It begins with the first weights and follows fast at first, as TensorFlow's
/// `ExponentialMovingAverage` does with its number of updates.
struct WeightAverage: Sendable {
  /// What of the average stays in an update, at most; below 1.
  let decay: Double

  /// nil when the settings ask for none.
  init?(_ settings: TrainingSettings) {
    guard settings.emaDecay > 0 else { return nil }
    decay = settings.emaDecay
  }

  /// What of the average stays in the update after `step` others.
  func decay(step: Int) -> Double { min(decay, Double(step + 1) / Double(step + 10)) }

  /// Updates a stretch of the average.
  /// - Parameter step: updates before this one.
  func update(
    _ average: UnsafeMutablePointer<Float>, weights: UnsafePointer<Float>, count: Int, step: Int
  ) {
    let share = Float(1 - decay(step: step))
    for i in 0..<count { average[i] += share * (weights[i] - average[i]) }
  }
}
