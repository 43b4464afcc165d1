import Compute

/// The seeded choice of validation samples, class by class.
enum StratifiedSplit {
  /// How many of a class's samples go to the validation part: the share, rounded, but at least one of
  /// two or more, and never all.
  static func validationCount(of count: Int, share: Double) -> Int {
    guard share > 0, count >= 2 else { return 0 }
    return min(max(Int((Double(count) * share).rounded()), 1), count - 1)
  }

  /// Chooses whole groups. Without groups each class has exactly its share; a class with groups is as
  /// close to it as they allow, without a sample of its own lost to training altogether.
  /// - Parameters:
  ///   - labels: of the samples.
  ///   - groups: of the samples that belong together: a number for each, -1 for none; empty for no groups.
  /// - Returns: one a sample: whether it is in the validation part.
  static func choose(
    labels: [UInt16], classCount: Int, share: Double, seed: UInt64, groups: [Int32] = []
  ) -> [Bool] {
    var members: [[Int32]] = Array(repeating: [], count: classCount)
    for (sample, label) in labels.enumerated() { members[Int(label)].append(Int32(sample)) }
    var choice = GroupedChoice(labels: labels, classCount: classCount, groups: groups)
    for (label, samples) in members.enumerated() {
      var samples = samples
      var random = RandomStream(seed: seed, .split, UInt64(label))
      random.shuffle(&samples)
      let wanted = validationCount(of: samples.count, share: share)
      choice.fill(label, to: wanted, in: samples)
    }
    return choice.isChosen
  }
}
