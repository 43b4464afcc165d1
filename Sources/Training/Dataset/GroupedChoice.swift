/// Chooses samples of classes for the validation part, whole groups at a time.
struct GroupedChoice {
  private struct Group {
    var members: [Int32] = []
    /// How many are of each class.
    var counts: [Int: Int] = [:]
  }

  /// One a sample.
  private(set) var isChosen: [Bool]

  private let labels: [UInt16]
  /// As for `StratifiedSplit.choose`.
  private let numbers: [Int32]
  private var groups: [Group]
  /// Chosen samples and all samples, one a class.
  private var chosenCounts: [Int]
  private var counts: [Int]

  /// - Parameter groups: as for `StratifiedSplit.choose`.
  init(labels: [UInt16], classCount: Int, groups numbers: [Int32]) {
    self.labels = labels
    self.numbers = numbers
    isChosen = Array(repeating: false, count: labels.count)
    chosenCounts = Array(repeating: 0, count: classCount)
    counts = chosenCounts
    for label in labels { counts[Int(label)] += 1 }
    groups = Array(repeating: Group(), count: Int(numbers.max() ?? -1) + 1)
    for (sample, number) in numbers.enumerated() where number >= 0 {
      groups[Int(number)].members.append(Int32(sample))
      groups[Int(number)].counts[Int(labels[sample]), default: 0] += 1
    }
  }

  /// Chooses samples of a class, in the order given, until `wanted` of them are chosen: of the groups those
  /// that do not exceed it, and at last the smallest that does, if that is closer to it than doing without.
  mutating func fill(_ label: Int, to wanted: Int, in samples: [Int32]) {
    var smallest: (size: Int, sample: Int)?
    for sample in samples.lazy.map(Int.init) {
      let missing = wanted - chosenCounts[label]
      guard missing > 0 else { return }
      guard !isChosen[sample], leavesTrainingSamples(sample) else { continue }
      let size = size(of: sample, in: label)
      if size <= missing {
        choose(sample)
      } else if size < smallest?.size ?? .max {
        smallest = (size, sample)
      }
    }
    let missing = wanted - chosenCounts[label]
    guard missing > 0, let smallest, leavesTrainingSamples(smallest.sample) else { return }
    // A validation part without the class could not judge it.
    if smallest.size - missing < missing || chosenCounts[label] == 0 { choose(smallest.sample) }
  }

  private func group(of sample: Int) -> Int? {
    guard !numbers.isEmpty, numbers[sample] >= 0 else { return nil }
    return Int(numbers[sample])
  }

  /// How many samples of the class go where this one goes.
  private func size(of sample: Int, in label: Int) -> Int {
    group(of: sample).map { groups[$0].counts[label] ?? 0 } ?? 1
  }

  /// Whether every class of the sample's group keeps one to train on.
  private func leavesTrainingSamples(_ sample: Int) -> Bool {
    guard let group = group(of: sample) else {
      let label = Int(labels[sample])
      return chosenCounts[label] + 1 < counts[label]
    }
    return groups[group].counts.allSatisfy { chosenCounts[$0.key] + $0.value < counts[$0.key] }
  }

  private mutating func choose(_ sample: Int) {
    guard let group = group(of: sample) else {
      isChosen[sample] = true
      chosenCounts[Int(labels[sample])] += 1
      return
    }
    for member in groups[group].members { isChosen[Int(member)] = true }
    for (label, count) in groups[group].counts { chosenCounts[label] += count }
  }
}
