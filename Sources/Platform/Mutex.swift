import Glibc

/// A POSIX mutex and condition around a value. (The standard library's `Mutex` has no condition.)
package final class Mutex<Value>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private let survivesFork: Bool
  private var value: Value

  /// - Parameter survivesFork: whether a forked child finds it free, for what it may go on using. Not for
  ///   one that is held for long: a fork waits for it.
  package init(_ value: Value, survivesFork: Bool = false) {
    self.value = value
    self.survivesFork = survivesFork
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    if survivesFork { ForkProtection.add(mutex) }
  }

  deinit {
    if survivesFork { ForkProtection.remove(mutex) }
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` with exclusive access to the value.
  package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  /// As `withLock`, or nil, at once, when another thread is at it.
  package func withLockIfFree<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result? {
    guard pthread_mutex_trylock(mutex) == 0 else { return nil }
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  /// Waits until `ready` holds, then runs `body`, both with exclusive access.
  package func wait<Result>(
    until ready: (Value) -> Bool, then body: (inout Value) throws -> Result
  ) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !ready(value) { pthread_cond_wait(condition, mutex) }
    return try body(&value)
  }

  /// Runs `body` with exclusive access and wakes everyone who waits.
  package func signal<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    defer { pthread_cond_broadcast(condition) }
    return try body(&value)
  }
}

/// For `ForkProtection`.
extension Mutex {
  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }

  /// The value, to be read by who has called `lock`.
  var unguarded: Value { value }
}
