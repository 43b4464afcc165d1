import Compute

/// Cuts samples into folds: each class, and the samples in all, as evenly as they divide; what belongs together stays
/// together.
enum FoldAssignment {
  /// A sample, or a group of them.
  private struct Unit {
    var members: [Int]
    var counts: [Int: Int]
  }

  /// - Parameters:
  ///   - labels: of the samples.
  ///   - groups: a number for each sample, -1 for none; empty: no sample belongs with another.
  /// - Returns: the fold of each sample, 0 to below `foldCount`.
  static func folds(
    labels: [Int], classCount: Int, groups: [Int32] = [], foldCount: Int, seed: UInt64
  ) -> [Int] {
    var units = units(labels, groups)
    var random = RandomStream(seed: seed, .folds)
    random.shuffle(&units)
    // Class by class, so that what does not divide goes round; the largest first, so that the small ones even it out.
    let order = units.indices.sorted {
      let (a, b) = (units[$0], units[$1])
      if a.members.count != b.members.count { return a.members.count > b.members.count }
      let (first, second) = (labels[a.members[0]], labels[b.members[0]])
      return first != second ? first < second : $0 < $1
    }
    var classes = Array(repeating: Array(repeating: 0, count: classCount), count: foldCount)
    var sizes = Array(repeating: 0, count: foldCount)
    var result = Array(repeating: 0, count: labels.count)
    for index in order {
      let unit = units[index]
      func burden(_ fold: Int) -> Int {
        unit.counts.reduce(0) { $0 + $1.value * classes[fold][$1.key] }
      }
      let fold =
        (0..<foldCount).min {
          let (a, b) = (burden($0), burden($1))
          return a != b ? a < b : sizes[$0] < sizes[$1]
        } ?? 0
      for member in unit.members { result[member] = fold }
      for (label, count) in unit.counts { classes[fold][label] += count }
      sizes[fold] += unit.members.count
    }
    return result
  }

  private static func units(_ labels: [Int], _ groups: [Int32]) -> [Unit] {
    var units: [Unit] = []
    var places: [Int32: Int] = [:]
    for (sample, label) in labels.enumerated() {
      let group = groups.isEmpty ? -1 : groups[sample]
      if group >= 0, let place = places[group] {
        units[place].members.append(sample)
        units[place].counts[label, default: 0] += 1
      } else {
        if group >= 0 { places[group] = units.count }
        units.append(Unit(members: [sample], counts: [label: 1]))
      }
    }
    return units
  }
}
