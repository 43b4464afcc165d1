import Curation
import Platform

extension Dataset {
  /// Says so when the policy in use takes notably more from some classes than from others.
  func warnOfBias() {
    guard let text = biasText(options.keep.policy) else { return }
    Log.write(.warning, "\(source): \(text)")
  }

  /// "strict removes 31.0 % of panda, 2.0 % of cat"; nil when no class stands out. Options that leave pictures
  /// out as well are named.
  package func biasText(_ policy: KeepPolicy) -> String? {
    let counts = tally.classes(policy)
    let bias = ClassBias(counts)
    guard bias.isNotable else { return nil }
    func share(_ label: Int) -> String {
      let tenths = Int((1000 * counts[label].lostShare).rounded())
      return "\(tenths / 10).\(tenths % 10) % of \(labels[label])"
    }
    let options = [
      (options.keep.refusedQuality.isEmpty, "refused_quality"),
      (!options.dropsConflicts, "drop_label_conflicts"),
    ].filter { !$0.0 }.map(\.1).joined(separator: " and ")
    let subject = options.isEmpty ? policy.name : "\(policy.name) with \(options)"
    return "\(subject) removes \(share(bias.extremes.most)), \(share(bias.extremes.least))"
  }
}
