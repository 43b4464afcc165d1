/// A flag that any thread may raise and a long call looks at.
package final class Cancellation: Sendable {
  private struct State {
    var isRaised = false
    var leader: Cancellation?
    var deadline: Double?
  }
  private let state = Mutex(State(), survivesFork: true)

  /// - Parameters:
  ///   - leader: whose flag counts as this one's, too.
  ///   - deadline: of `Clock.seconds`, from which on the flag is up.
  package init(following leader: Cancellation? = nil, deadline: Double? = nil) {
    state.withLock {
      $0.leader = leader
      $0.deadline = deadline
    }
  }

  package var isRaised: Bool {
    let (isRaised, leader, deadline) = state.withLock { ($0.isRaised, $0.leader, $0.deadline) }
    return isRaised || leader?.isRaised == true || deadline.map { Clock.seconds >= $0 } == true
  }

  package func raise() { state.withLock { $0.isRaised = true } }

  /// Takes this flag down; a leader's stays as it is.
  package func clear() { state.withLock { $0.isRaised = false } }

  /// From here on `leader`'s flag counts as this one's, too; nil: no longer.
  package func follow(_ leader: Cancellation?) { state.withLock { $0.leader = leader } }

  /// Throws `cancelled` when the flag is up.
  package func check() throws {
    if isRaised { throw ScanlineError(.cancelled, "cancelled") }
  }
}
