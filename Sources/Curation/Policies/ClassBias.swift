/// Whether files are lost from some classes much more than from others.
///
/// A class stands out when the share of its files that is lost differs from that of all other classes
/// together by at least five points, and by more than chance would explain: a two-proportion z-test
/// with pooled variance, two-sided at 1 %.
package struct ClassBias: Sendable, Equatable {
  package static let leastDifference = 0.05
  package static let leastZ = 2.576

  /// Indices of the classes that stand out, those that lose most first.
  package let classes: [Int]
  /// The class that loses most, and the one that loses least.
  package let extremes: (most: Int, least: Int)

  /// - Parameter counts: one a class.
  package init(_ counts: [PolicyTally.Counts]) {
    let total = counts.reduce(PolicyTally.Counts(), +)
    classes = counts.indices
      .filter { Self.standsOut(counts[$0], among: total) }
      .sorted { counts[$0].lostShare > counts[$1].lostShare }
    // The first of equals.
    var (most, least) = (0, 0)
    for index in counts.indices {
      if counts[index].lostShare > counts[most].lostShare { most = index }
      if counts[index].lostShare < counts[least].lostShare { least = index }
    }
    extremes = (most, least)
  }

  package var isNotable: Bool { !classes.isEmpty }

  package static func == (left: ClassBias, right: ClassBias) -> Bool {
    left.classes == right.classes && left.extremes == right.extremes
  }

  private static func standsOut(_ own: PolicyTally.Counts, among total: PolicyTally.Counts) -> Bool
  {
    let (files, others) = (Double(own.files), Double(total.files - own.files))
    guard files > 0, others > 0 else { return false }
    let difference = own.lostShare - Double(total.lost - own.lost) / others
    let pooled = Double(total.lost) / Double(total.files)
    let deviation = (pooled * (1 - pooled) * (1 / files + 1 / others)).squareRoot()
    return abs(difference) >= leastDifference && abs(difference) > leastZ * deviation
  }
}
