import Compute
import Glibc
import Imaging
import Platform

/// The kind of pictures that a model knows: the distribution of its training pictures' statistics, and how far from
/// it a picture may be. Farther ones are answered with "unknown".
///
/// The score is the Mahalanobis distance of `PictureStatistics` to the training pictures' (the detector of Lee et
/// al. 2018, arXiv 1807.03888, on the first layer of all, where other kinds of pictures differ most). What it finds,
/// beside the largest probability, stands in Benchmarks/RESULTS.md.
package struct KnownPictures: Codable, Equatable, Sendable {
  /// Share of the held-out pictures that the threshold was chosen to let pass.
  package var share: Double
  /// The largest score of a known picture.
  package var threshold: Float
  /// Of the statistics.
  let mean: [Float]
  /// `[statistics, statistics]` by rows: W with |W (x - mean)| the distance.
  let whitening: [Float]

  /// Added to the correlation matrix's diagonal: directions in which photos hardly differ count less.
  private static let ridge = 0.1
  /// Pictures of which the distribution is estimated, at most: several for each of its
  /// numbers; more would only cost time.
  package static let sampleLimit = 4096

  /// - Parameters:
  ///   - statistics: of the training pictures, one row each; at least one.
  ///   - heldOut: of other pictures of the same kind, by which the threshold is chosen; at least one.
  ///   - share: above 0, at most 1.
  /// - Throws: `invalidArgument` for a share out of range, `noData` for no rows.
  package init(statistics: [[Double]], heldOut: [[Double]], share: Double) throws {
    guard share > 0, share <= 1 else {
      throw ScanlineError(
        .invalidArgument, "known_share is \(share); it must be above 0 and at most 1")
    }
    guard let order = statistics.first?.count, !heldOut.isEmpty else {
      throw ScanlineError(
        .noData, "no pictures to tell known from unknown ones by; hold some out for validation")
    }
    let scale = 1 / Double(statistics.count)
    let mean = (0..<order).map { i in statistics.reduce(0) { $0 + $1[i] } * scale }
    let deviation = (0..<order).map { i in
      let variance = statistics.reduce(0) { $0 + ($1[i] - mean[i]) * ($1[i] - mean[i]) } * scale
      return max(variance.squareRoot(), 1e-3)
    }
    let rows = statistics.map { row in (0..<order).map { (row[$0] - mean[$0]) / deviation[$0] } }
    var matrix = Array(repeating: 0.0, count: order * order)
    for row in rows {
      for i in 0..<order {
        for j in 0...i { matrix[i * order + j] += row[i] * row[j] * scale }
      }
    }
    for i in 0..<order { matrix[i * order + i] += Self.ridge }
    guard let inverse = CholeskyFactor(matrix, order: order)?.whitening else {
      throw ScanlineError(.noData, "the pictures' statistics are not finite")
    }
    var whitening = Array(repeating: Float(0), count: order * order)
    var column = Array(repeating: 0.0, count: order)
    for j in 0..<order {
      let unit = (0..<order).map { $0 == j ? 1 / deviation[j] : 0 }
      inverse.apply(unit, into: &column)
      for i in 0..<order { whitening[i * order + j] = Float(column[i]) }
    }
    self.share = share
    self.mean = mean.map { Float($0) }
    self.whitening = whitening
    threshold = .infinity
    let scores = heldOut.map { score($0) }.sorted()
    let place = Int((share * Double(scores.count)).rounded(.up)) - 1
    threshold = scores[min(max(place, 0), scores.count - 1)]
  }

  /// The distance of a picture's statistics from the known ones': about the square root of their number for a
  /// usual picture.
  package func score(_ statistics: [Double]) -> Float {
    statistics.withUnsafeBufferPointer { score($0) }
  }

  private func score(_ statistics: UnsafeBufferPointer<Double>) -> Float {
    let order = mean.count
    var sum = 0.0
    for i in 0..<order {
      var value = 0.0
      for j in 0..<order {
        value += Double(whitening[i * order + j]) * (statistics[j] - Double(mean[j]))
      }
      sum += value * value
    }
    return Float(sum.squareRoot())
  }

  /// The same of a network input, `[height, width, channels]`. Nothing is allocated.
  package func score(of input: UnsafePointer<Float>, _ spec: InputSpec) -> Float {
    let count = PictureStatistics.count(channels: spec.channels)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      PictureStatistics.measure(input, of: spec, into: base)
      return score(UnsafeBufferPointer(buffer))
    }
  }

  /// A picture's statistics.
  package static func statistics(of input: UnsafePointer<Float>, _ spec: InputSpec) -> [Double] {
    let count = PictureStatistics.count(channels: spec.channels)
    return Array(unsafeUninitializedCapacity: count) { buffer, initialised in
      guard let base = buffer.baseAddress else { return }
      PictureStatistics.measure(input, of: spec, into: base)
      initialised = count
    }
  }

  /// - Throws: `invalidArgument` for numbers that cannot be those of a model with this input.
  func validate(_ spec: InputSpec) throws {
    let order = PictureStatistics.count(channels: spec.channels)
    guard mean.count == order, whitening.count == order * order,
      (mean + whitening).allSatisfy(\.isFinite)
    else {
      throw ScanlineError(
        .invalidArgument,
        "unknown: \(mean.count) means and \(whitening.count) factors where \(order) and "
          + "\(order * order) finite ones are due")
    }
    guard threshold > 0, threshold.isFinite else {
      throw ScanlineError(
        .invalidArgument, "unknown_threshold is \(threshold); it must be above 0 and finite")
    }
    guard share > 0, share <= 1 else {
      throw ScanlineError(
        .invalidArgument, "known_share is \(share); it must be above 0 and at most 1")
    }
  }
}
