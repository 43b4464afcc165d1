import Recurrent

/// AdamW's decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101): w -= lr * decay * w
/// before the update, on matrices only; biases and scales are left alone.
struct WeightDecay: Sendable {
  let decay: Double
  /// Stretches of the flat parameter buffer, ascending.
  let ranges: [Range<Int>]

  /// No decay at all for the other optimisers.
  init(_ settings: TrainingSettings, network: Network) {
    decay = settings.optimizer == .adamW ? settings.weightDecay : 0
    ranges = network.parameters.filter(\.isMatrix).map {
      $0.offset..<$0.offset + $0.shape.reduce(1, *)
    }
  }

  init(decay: Double, ranges: [Range<Int>]) {
    self.decay = decay
    self.ranges = ranges
  }

  /// Decays what of `stretch` is matrix.
  /// - Parameter weights: the whole parameter buffer.
  func apply(
    to weights: UnsafeMutablePointer<Float>, in stretch: Range<Int>, learningRate: Double
  ) {
    guard decay > 0 else { return }
    let factor = Float(1 - learningRate * decay)
    for range in ranges {
      let part = range.clamped(to: stretch)
      for i in part { weights[i] *= factor }
    }
  }
}
