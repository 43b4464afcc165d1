import Classifier
import Compute
import Glibc
import Platform

/// Fits the temperature that makes a model's probabilities the most likely on held-out pictures (Guo et al. 2017,
/// arXiv 1706.04599): one number, and the answers stay the same.
///
/// The samples' sums are made on all threads and added in the samples' order: the result does not depend on the
/// number of threads.
struct TemperatureFit {
  private let classCount: Int
  private let capacity: Int
  private let pool: ThreadPool
  private let cancellation: Cancellation?
  /// `[samples, classes]`, less the largest of their row.
  private let logits: FloatBuffer
  private var labels: [Int] = []
  private var isRight: [Bool] = []
  /// Over the samples, of the label's logit.
  private var ownSum = 0.0
  /// Over the samples, of the mean of all logits.
  private var evenSum = 0.0

  /// Samples that speak for a temperature of 1.
  static let priorCount = 20.0

  /// Floats that a thread works on at a time.
  private static let pieceSize = 1 << 14

  /// What e^(x / T) weighs in one sample, x being its logits.
  private struct Moments {
    let total: Double
    /// Of the weighted logits.
    let first: Double
    /// Of their squares.
    let second: Double

    /// Of the logits, under the probabilities.
    var mean: Double { first / total }
  }

  /// - Parameter capacity: samples at most.
  /// - Throws: `noMemory`.
  init(
    classCount: Int, capacity: Int, pool: ThreadPool, cancellation: Cancellation? = nil
  ) throws {
    let (count, overflow) = classCount.multipliedReportingOverflow(by: capacity)
    guard !overflow else {
      throw ScanlineError(
        .noMemory, "the logits of \(capacity) pictures and \(classCount) labels exceed memory")
    }
    self.classCount = classCount
    self.capacity = capacity
    self.pool = pool
    self.cancellation = cancellation
    logits = try FloatBuffer(count: count)
  }

  /// A sample beyond the capacity is left out.
  mutating func add(_ row: UnsafePointer<Float>, label: Int) {
    guard labels.count < capacity else { return }
    let best = CrossEntropy.largest(row, classCount)
    let target = logits.pointer + labels.count * classCount
    var sum = 0.0
    for index in 0..<classCount {
      // Finite, so that its product with a weight of 0 is 0.
      target[index] = max(row[index] - row[best], -.greatestFiniteMagnitude)
      sum += Double(target[index])
    }
    ownSum += Double(target[label])
    evenSum += sum / Double(classCount)
    labels.append(label)
    isRight.append(best == label)
  }

  /// The temperature with the least mean loss; 1 without samples. The loss is convex in 1 / T, and its derivative,
  /// the sum of (mean logit under the probabilities) - (that under the target), increases.
  ///
  /// The labels are smoothed by 1 / (samples + 2), as Platt (1999) does it: some dozen answers that are all right
  /// do not make a model certain of everything. To the samples come `priorCount` of which the model, as it is, is as
  /// certain as it should be: a handful of held-out pictures, of which by chance too many or too few are right, would
  /// else take the temperature to its bounds. That is the prior a conjugate family has (Diaconis and Ylvisaker 1979),
  /// and beside hundreds of pictures it hardly counts.
  /// - Throws: `cancelled`.
  func temperature() throws -> Float {
    guard !labels.isEmpty else { return 1 }
    let count = Double(labels.count)
    let smoothing = 1 / (count + 2)
    let smoothed = (1 - smoothing) * ownSum + smoothing * evenSum
    let believed = try moments(1).reduce(0) { $0 + $1.mean }
    let target = (count * smoothed + Self.priorCount * believed) / (count + Self.priorCount)
    let range = InferenceSettings.temperatures
    // Looked for among the logarithms: temperatures are factors.
    let bounds = -log(Double(range.upperBound))...(-log(Double(range.lowerBound)))
    let found = try IncreasingRoot.find(in: bounds, from: 0) { place in
      let inverse = Float(exp(place))
      var (value, slope) = (-target, 0.0)
      for each in try moments(inverse) {
        value += each.mean
        slope += each.second / each.total - each.mean * each.mean
      }
      return (value, slope * Double(inverse))
    }
    return min(max(Float(exp(-found)), range.lowerBound), range.upperBound)
  }

  /// Mean loss, nats, and calibration error at a temperature.
  /// - Throws: `cancelled`.
  func figures(_ temperature: Float) throws -> (loss: Double, error: Double) {
    var error = CalibrationError()
    var loss = 0.0
    for (sample, each) in try moments(1 / temperature).enumerated() {
      let own = logits.pointer[sample * classCount + labels[sample]]
      loss += log(each.total) - Double(own / temperature)
      // The likeliest label's weight is 1.
      error.add(probability: Float(1 / each.total), isRight: isRight[sample])
    }
    return (loss / Double(max(labels.count, 1)), error.value)
  }

  /// Of all samples, in their order.
  private func moments(_ inverse: Float) throws -> [Moments] {
    let rows = max(Self.pieceSize / classCount, 1)
    let pieceCount = (labels.count + rows - 1) / rows
    let pieces = pool.map(pieceCount) { [self] piece -> [Moments]? in
      if cancellation?.isRaised == true { return nil }
      return moments(inverse, piece * rows..<min((piece + 1) * rows, labels.count))
    }.compactMap { $0 }
    guard pieces.count == pieceCount else { throw ScanlineError(.cancelled, "cancelled") }
    return Array(pieces.joined())
  }

  private func moments(_ inverse: Float, _ samples: Range<Int>) -> [Moments] {
    let count = samples.count * classCount
    let first = logits.pointer + samples.lowerBound * classCount
    return ThreadMemory.lend(count * MemoryLayout<Float>.stride) { room in
      let weights = room.bindMemory(to: Float.self, capacity: count)
      Processor.kernels.scale(first, inverse, weights, count)
      Processor.kernels.exp(weights, weights, count)
      return stride(from: 0, to: count, by: classCount).map {
        Self.moments(weights + $0, first + $0, classCount)
      }
    }
  }

  private static func moments(
    _ weights: UnsafePointer<Float>, _ logits: UnsafePointer<Float>, _ count: Int
  ) -> Moments {
    var (total, first, second) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
    Lanes.sweep(count) { index, lanes in
      let weight = SIMD8<Double>(Lanes(weights + index, lanes))
      let logit = SIMD8<Double>(Lanes(logits + index, lanes))
      let product = weight * logit
      total += weight
      first += product
      second += product * logit
    }
    return Moments(total: total.sum(), first: first.sum(), second: second.sum())
  }
}
