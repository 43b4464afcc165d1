import Imaging

/// What every policy would keep and lose of each class, so that the bias that cleaning brings can be seen
/// before it is chosen.
package struct PolicyTally: Sendable {
  package struct Counts: Sendable, Equatable {
    /// Used whole, those of which a decoder makes less than was sent included.
    package var whole = 0
    package var cropped = 0
    package var lost = 0

    package var files: Int { whole + cropped + lost }
    /// 0 to 1; 0 without files.
    package var lostShare: Double { files == 0 ? 0 : Double(lost) / Double(files) }

    mutating func add(_ keeping: Keeping) {
      switch keeping {
      case .whole, .asDecoded, .coarse: whole += 1
      case .cropped: cropped += 1
      case .leftOut: lost += 1
      }
    }

    static func + (left: Counts, right: Counts) -> Counts {
      Counts(
        whole: left.whole + right.whole, cropped: left.cropped + right.cropped,
        lost: left.lost + right.lost)
    }
  }

  private let salvageShare: Double
  /// `[policy][class]`
  private var counts: [[Counts]]

  package init(classCount: Int, salvageShare: Double) {
    self.salvageShare = salvageShare
    counts = KeepPolicy.allCases.map { _ in Array(repeating: Counts(), count: classCount) }
  }

  package mutating func add(_ report: ImageReport, isDecodable: Bool, label: Int) {
    for (index, policy) in KeepPolicy.allCases.enumerated() {
      let rule = KeepRule(policy, salvageShare: salvageShare)
      counts[index][label].add(rule.keeping(report, isDecodable: isDecodable))
    }
  }

  /// One a class.
  package func classes(_ policy: KeepPolicy) -> [Counts] { counts[Int(policy.rawValue)] }

  package func total(_ policy: KeepPolicy) -> Counts { classes(policy).reduce(Counts(), +) }
}
