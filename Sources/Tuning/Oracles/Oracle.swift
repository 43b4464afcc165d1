/// A strategy of search.
///
/// An oracle keeps no state: what it proposes depends on the settings, the space and the events so far in
/// journal order, nothing else; random numbers are drawn from (seed, the number of fresh trials so far).
/// That alone makes a search that was killed go on as it would have, and lets several processes search
/// over one journal.
package protocol Oracle: Sendable {
  /// What to run next. May be asked again while earlier proposals are still running; the history has
  /// those, with what they have reported so far.
  func propose(after history: History) throws -> Proposal

  /// The ids of ended trials that a later proposal may continue from, so that their checkpoints are
  /// still needed. Once a trial has left this set it does not come back.
  func continuable(in history: History) -> Set<Int>

  /// Whether a running trial that has just reported an epoch (the history has the report) should stop
  /// there and be told completed.
  func shouldStop(_ trial: Trial, after epoch: Int, in history: History) -> Bool
}

extension Oracle {
  /// For strategies whose trials never continue one another.
  package func continuable(in history: History) -> Set<Int> { [] }

  /// For strategies that let every trial run to its last epoch.
  package func shouldStop(_ trial: Trial, after epoch: Int, in history: History) -> Bool { false }
}
