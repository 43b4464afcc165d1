import Glibc

/// Lets one operation at a time through, for as long as it takes. Nothing lies under it that an operation
/// leaves half done, so a forked child simply finds it free: no fork waits for an operation to end, and no
/// child for a thread that it does not have.
package final class Turn: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  package init() {
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    ForkProtection.add(mutex, isRenewed: true)
  }

  deinit {
    ForkProtection.remove(mutex)
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Runs `body` when all that came before have ended.
  package func take<Result>(_ body: () throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }
}
