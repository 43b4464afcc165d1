import Platform

/// How much a search may take, beside the number of its trials. May change from one session of a search
/// to the next.
package struct SearchBudget: Codable, Equatable, Sendable {
  /// Wall time of a session in seconds, from the call of `run` (or the tuner's making, for hosts that run
  /// the trials); 0: no limit. Then no trial begins, and running ones end with what they have.
  package var maxSeconds = 0.0
  /// Epochs of all trials together; 0: no limit. No trial begins that might exceed it.
  package var maxTotalEpochs = 0
  /// A value of the first objective that is good enough to end the search; nil: none.
  package var target: Double?
  /// Seconds without an event after which a running trial is handed out again, even if its holder may
  /// still be at work (on a machine that cannot be asked from here); 0: never.
  package var leaseSeconds = 0.0

  enum CodingKeys: String, CodingKey {
    case maxSeconds = "max_seconds"
    case maxTotalEpochs = "max_total_epochs"
    case target
    case leaseSeconds = "lease_seconds"
  }

  package init() {}

  /// Throws `invalidArgument` naming the key, the value and the limits.
  func validate() throws {
    for (name, value) in [("max_seconds", maxSeconds), ("lease_seconds", leaseSeconds)] {
      // NaN is in no range.
      guard (0...1e9).contains(value) else {
        throw ScanlineError(.invalidArgument, "tuner: \(name) is \(value), not from 0 to 1e9")
      }
    }
    guard (0...1_000_000_000).contains(maxTotalEpochs) else {
      throw ScanlineError(
        .invalidArgument,
        "tuner: max_total_epochs is \(maxTotalEpochs), not from 0 to 1000000000")
    }
    if let target, !target.isFinite {
      throw ScanlineError(.invalidArgument, "tuner: target is \(target), not finite")
    }
  }

  /// Whether it ends a search sooner or later.
  var isLimited: Bool { maxSeconds > 0 || maxTotalEpochs > 0 }

  /// When a session that begins now must end, of `Clock.seconds`.
  var deadline: Double? { maxSeconds > 0 ? Clock.seconds + maxSeconds : nil }
}
