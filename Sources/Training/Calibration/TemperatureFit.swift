import Classifier
import Glibc

/// Fits the temperature that makes a model's probabilities the most likely on held-out pictures (Guo et al. 2017,
/// arXiv 1706.04599): one number, so that it cannot overfit, and the answers stay the same.
struct TemperatureFit {
  private let classCount: Int
  /// `[samples, classes]`.
  private var logits: [Float] = []
  private var labels: [Int] = []

  init(classCount: Int) { self.classCount = classCount }

  mutating func add(_ row: UnsafePointer<Float>, label: Int) {
    logits.append(contentsOf: UnsafeBufferPointer(start: row, count: classCount))
    labels.append(label)
  }

  /// The temperature with the least mean loss; 1 without samples. The loss is convex in 1 / T, so that halving the
  /// interval in which its derivative changes sign finds it.
  ///
  /// The labels are smoothed by 1 / (samples + 2), as Platt (1999) does it: some dozen answers that are all right
  /// do not make a model certain of everything.
  var temperature: Float {
    guard !labels.isEmpty else { return 1 }
    let range = InferenceSettings.temperatures
    var (low, high) = (1 / Double(range.upperBound), 1 / Double(range.lowerBound))
    for _ in 0..<60 {
      // The middle of the logarithms: temperatures are factors.
      let middle = (low * high).squareRoot()
      if slope(inverse: middle) > 0 { high = middle } else { low = middle }
    }
    return min(max(Float(1 / (low * high).squareRoot()), range.lowerBound), range.upperBound)
  }

  /// Mean loss, nats, and calibration error at a temperature.
  func figures(_ temperature: Float) -> (loss: Double, error: Double) {
    var error = CalibrationError()
    var loss = 0.0
    var row = Array(repeating: Float(0), count: classCount)
    for (sample, label) in labels.enumerated() {
      for index in row.indices { row[index] = logits[sample * classCount + index] / temperature }
      let best = CrossEntropy.largest(row, classCount)
      loss += CrossEntropy.loss(row, classCount, label: label)
      error.add(
        probability: Float(exp(-CrossEntropy.loss(row, classCount, label: best))),
        isRight: best == label)
    }
    return (loss / Double(max(labels.count, 1)), error.value)
  }

  /// The derivative of the loss by 1 / T: the sum of (mean logit under the probabilities) - (that under the target).
  private func slope(inverse: Double) -> Double {
    let smoothing = 1 / Double(labels.count + 2)
    return logits.withUnsafeBufferPointer { logits in
      var sum = 0.0
      for (sample, label) in labels.enumerated() {
        let row = logits[sample * classCount..<(sample + 1) * classCount]
        let peak = Double(row.max() ?? 0)
        var (total, moment, even) = (0.0, 0.0, 0.0)
        for value in row {
          let weight = exp((Double(value) - peak) * inverse)
          total += weight
          moment += weight * Double(value)
          even += Double(value) / Double(classCount)
        }
        let own = Double(row[row.startIndex + label])
        sum += moment / total - (1 - smoothing) * own - smoothing * even
      }
      return sum
    }
  }
}
