import Glibc

/// The locks of the whole process (the table of handles, the log) are taken before a fork and given back
/// after it on both sides: else a child could begin with a lock that belongs to a thread it does not have,
/// and wait for it for ever.
enum ForkProtection {
  private struct Locks {
    var locks: [any Lock] = []
    var isInstalled = false
  }
  private static let held = Mutex(Locks())

  /// Adds a lock that lives as long as the process.
  static func add(_ lock: any Lock) {
    held.withLock { held in
      held.locks.append(lock)
      guard !held.isInstalled else { return }
      held.isInstalled =
        pthread_atfork(
          { ForkProtection.takeAll() }, { ForkProtection.giveBackAll() },
          { ForkProtection.giveBackAll() }) == 0
    }
  }

  private static func takeAll() {
    held.lock()
    held.unguarded.locks.forEach { $0.lock() }
  }

  private static func giveBackAll() {
    held.unguarded.locks.reversed().forEach { $0.unlock() }
    held.unlock()
  }
}

/// What `ForkProtection` needs of a mutex.
protocol Lock: AnyObject, Sendable {
  func lock()
  func unlock()
}
