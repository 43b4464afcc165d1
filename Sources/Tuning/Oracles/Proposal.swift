/// An oracle's answer to "what next?".
package enum Proposal: Equatable, Sendable {
  case trial(TrialPlan)
  /// Nothing until a running trial ends.
  case wait
  /// Nothing ever again.
  case finished
}
