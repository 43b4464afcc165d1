import Compute

/// The seeded choice of validation samples, class by class.
enum StratifiedSplit {
  /// How many of a class's samples go to the validation part: the share, rounded, but at least one of
  /// two or more, and never all.
  static func validationCount(of count: Int, share: Double) -> Int {
    guard share > 0, count >= 2 else { return 0 }
    return min(max(Int((Double(count) * share).rounded()), 1), count - 1)
  }

  /// - Parameter labels: of the samples.
  /// - Returns: one a sample: whether it is in the validation part.
  static func choose(labels: [UInt16], classCount: Int, share: Double, seed: UInt64) -> [Bool] {
    var members: [[Int32]] = Array(repeating: [], count: classCount)
    for (sample, label) in labels.enumerated() { members[Int(label)].append(Int32(sample)) }
    var chosen = Array(repeating: false, count: labels.count)
    for (label, samples) in members.enumerated() {
      var samples = samples
      var random = RandomStream(seed: seed, .split, UInt64(label))
      random.shuffle(&samples)
      for sample in samples.prefix(validationCount(of: samples.count, share: share)) {
        chosen[Int(sample)] = true
      }
    }
    return chosen
  }
}
