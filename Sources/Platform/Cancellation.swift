/// A flag that any thread may raise and a long call looks at.
package final class Cancellation: Sendable {
  private let raised = Mutex(false)

  package init() {}

  package var isRaised: Bool { raised.withLock { $0 } }
  package func raise() { raised.withLock { $0 = true } }
  package func clear() { raised.withLock { $0 = false } }

  /// Throws `cancelled` when the flag is up.
  package func check() throws {
    if isRaised { throw ScanlineError(.cancelled, "cancelled") }
  }
}
