import Glibc
import Platform

/// Lets one thread at a time work on a trainer, and that thread's callbacks read from it.
final class ExclusiveUse: Sendable {
  private struct State {
    var owner: UInt?
    var depth = 0
  }
  private let state = Mutex(State(), survivesFork: true)

  /// Runs `body` as the only user.
  /// - Parameter isNested: whether a callback of the owner's may do this (reading the state between two
  ///   updates) or may not (training).
  /// - Throws: `busy`.
  func run<Result>(isNested: Bool = false, _ body: () throws -> Result) throws -> Result {
    let own = UInt(pthread_self())
    let isEntered = state.withLock { state in
      guard state.depth == 0 || (isNested && state.owner == own) else { return false }
      state.owner = own
      state.depth += 1
      return true
    }
    guard isEntered else {
      throw ScanlineError(.busy, "the trainer is in use by another call")
    }
    defer { state.withLock { $0.depth -= 1 } }
    return try body()
  }
}
