import Imaging

/// What every policy would keep and lose of each class, with everything else that leaves pictures out, so that
/// the bias that cleaning brings can be seen before it is chosen.
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

    /// Takes a file that was added as kept for lost.
    mutating func drop(_ keeping: Keeping) {
      switch keeping {
      case .whole, .asDecoded, .coarse: whole -= 1
      case .cropped: cropped -= 1
      case .leftOut: return
      }
      lost += 1
    }

    static func + (left: Counts, right: Counts) -> Counts {
      Counts(
        whole: left.whole + right.whole, cropped: left.cropped + right.cropped,
        lost: left.lost + right.lost)
    }
  }

  /// One a policy, all else alike.
  private let rules: [KeepRule]
  /// `[policy][class]`
  private var counts: [[Counts]]

  /// - Parameter rule: all of it counts but its policy.
  package init(classCount: Int, rule: KeepRule) {
    rules = KeepPolicy.allCases.map { policy in
      var other = rule
      other.policy = policy
      return other
    }
    counts = KeepPolicy.allCases.map { _ in Array(repeating: Counts(), count: classCount) }
  }

  package mutating func add(_ report: ImageReport, isDecodable: Bool, label: Int) {
    for (index, rule) in rules.enumerated() {
      let isRefused = rule.refusesContent(of: report)
      counts[index][label].add(
        isRefused ? .leftOut : rule.keeping(report, isDecodable: isDecodable))
    }
  }

  /// Files with several labels that are the same picture, added before, are left out: under the policies that keep
  /// more than one of the labels.
  /// - Parameter files: decodable, and of no refused quality.
  package mutating func drop(_ files: [(report: ImageReport, label: Int)]) {
    for (index, rule) in rules.enumerated() {
      let kept = files.map { (rule.keeping($0.report, isDecodable: true), $0.label) }
        .filter { $0.0.isKept }
      guard Set(kept.map(\.1)).count > 1 else { continue }
      for (keeping, label) in kept { counts[index][label].drop(keeping) }
    }
  }

  /// One a class.
  package func classes(_ policy: KeepPolicy) -> [Counts] { counts[Int(policy.rawValue)] }

  package func total(_ policy: KeepPolicy) -> Counts { classes(policy).reduce(Counts(), +) }
}
