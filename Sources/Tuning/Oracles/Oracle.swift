/// A strategy of search.
///
/// An oracle keeps no state: what it proposes depends on the seed, the space and the events so far in
/// journal order, nothing else. That alone makes a search that was killed go on as it would have.
package protocol Oracle: Sendable {
  /// What to run next. May be asked again while earlier proposals are still running.
  func propose(after history: History) throws -> Proposal

  /// Whether a later proposal can continue from this trial, so that its checkpoint is still needed.
  func mayContinue(_ trial: Trial, in history: History) -> Bool
}
