extension Dataset {
  /// How many of some samples are of each class.
  func counts(of samples: [Int32]) -> [Int] {
    var counts = Array(repeating: 0, count: labels.count)
    for sample in samples { counts[label(of: Int(sample))] += 1 }
    return counts
  }
}
