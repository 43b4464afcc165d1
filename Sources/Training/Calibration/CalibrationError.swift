/// The expected calibration error (Naeini et al. 2015; Guo et al. 2017, arXiv 1706.04599): answers are sorted by
/// their probability into 15 bins of equal width, and of each bin the mean probability is compared with
/// the share of right answers.
package struct CalibrationError: Equatable, Sendable {
  package static let binCount = 15

  private var counts = Array(repeating: 0, count: binCount)
  private var hits = Array(repeating: 0, count: binCount)
  private var sums = Array(repeating: 0.0, count: binCount)

  package init() {}

  /// - Parameter probability: of the answer, 0 to 1; a bin has its upper end, not its lower.
  package mutating func add(probability: Float, isRight: Bool) {
    let place = (Double(probability) * Double(Self.binCount)).rounded(.up)
    guard place.isFinite else { return }
    let bin = min(max(Int(place) - 1, 0), Self.binCount - 1)
    counts[bin] += 1
    hits[bin] += isRight ? 1 : 0
    sums[bin] += Double(probability)
  }

  /// The bins' differences, each weighted by its share of the answers; 0 without answers.
  package var value: Double {
    let total = counts.reduce(0, +)
    guard total > 0 else { return 0 }
    return zip(hits, sums).reduce(0) { $0 + abs(Double($1.0) - $1.1) } / Double(total)
  }
}
