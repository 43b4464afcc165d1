import Glibc

/// Softmax cross-entropy from logits, with mixed labels, label smoothing and class weights; a batch's loss is the
/// mean of its samples' weighted losses (Keras's `sum_over_batch_size`). A mixed sample's loss is that of its two
/// labels, each with its weight, in their shares.
struct CrossEntropy: Sendable {
  let classCount: Int
  /// The target is (1 - s) one-hot + s / classes.
  let labelSmoothing: Float
  /// One a class; empty: all 1.
  let classWeights: [Float]

  /// What a shard of samples gives.
  struct Sums: Equatable, Sendable {
    /// Of the samples' weighted losses, nats.
    var loss = 0.0
    /// Samples whose largest logit is their label's, the one with the larger share of two.
    var correct = 0
    var count = 0

    static func += (left: inout Sums, right: Sums) {
      left.loss += right.loss
      left.correct += right.correct
      left.count += right.count
    }
  }

  /// - Parameters:
  ///   - logits: `[count, classes]`.
  ///   - targets: `[count]`; a negative label leaves its sample out of everything.
  ///   - gradientScale: one over the number of samples in the batch.
  ///   - gradients: `[count, classes]`, overwritten with the gradient of the batch's loss.
  func evaluate(
    logits: UnsafePointer<Float>, targets: UnsafePointer<Target>, count: Int, gradientScale: Float,
    gradients: UnsafeMutablePointer<Float>
  ) -> Sums {
    var sums = Sums()
    let even = labelSmoothing / Float(classCount)
    for sample in 0..<count {
      let row = logits + sample * classCount
      let gradient = gradients + sample * classCount
      let target = targets[sample]
      let label = Int(target.label)
      let partner = Int(target.partner)
      guard 0..<classCount ~= label, 0..<classCount ~= partner else {
        gradient.update(repeating: 0, count: classCount)
        continue
      }
      let best = Self.largest(row, classCount)
      let peak = row[best]
      var total: Float = 0
      var shifted = 0.0
      for k in 0..<classCount {
        let e = expf(row[k] - peak)
        gradient[k] = e
        total += e
        shifted += Double(row[k] - peak)
      }
      let logTotal = Double(logf(total))
      let own = target.share * (classWeights.isEmpty ? 1 : classWeights[label])
      let other = (1 - target.share) * (classWeights.isEmpty ? 1 : classWeights[partner])
      let weight = own + other
      // -sum t_k log p_k = log sum e - (1 - s) x_label - s / classes * sum x, about the peak.
      let hit =
        Double(own) * Double(row[label] - peak) + Double(other) * Double(row[partner] - peak)
      sums.loss +=
        Double(weight) * (logTotal - Double(even) * shifted) - Double(1 - labelSmoothing) * hit
      sums.correct += best == (target.share >= 0.5 ? label : partner) ? 1 : 0
      sums.count += 1
      let scale = weight * gradientScale
      let inverse = 1 / total
      for k in 0..<classCount { gradient[k] = scale * (gradient[k] * inverse - even) }
      gradient[label] -= gradientScale * own * (1 - labelSmoothing)
      gradient[partner] -= gradientScale * other * (1 - labelSmoothing)
    }
    return sums
  }

  /// Index of the largest value, the first of equal ones.
  static func largest(_ row: UnsafePointer<Float>, _ count: Int) -> Int {
    var best = 0
    for k in 1..<max(count, 1) where row[k] > row[best] { best = k }
    return best
  }

  /// The plain loss of one sample, nats.
  static func loss(_ row: UnsafePointer<Float>, _ count: Int, label: Int) -> Double {
    let peak = row[largest(row, count)]
    var total: Float = 0
    for k in 0..<count { total += expf(row[k] - peak) }
    return Double(logf(total)) - Double(row[label] - peak)
  }
}
