import Glibc

/// The locks of what a forked child may go on using (the table of handles, the log, models, ...) are taken
/// before a fork and given back after it on both sides: else a child could begin with a lock that belongs
/// to a thread it does not have, and wait for it for ever. Those that are held for long are not waited for: the
/// child has them made anew (`Turn`).
enum ForkProtection {
  private struct Locks {
    var mutexes: Set<UnsafeMutablePointer<pthread_mutex_t>> = []
    var renewed: Set<UnsafeMutablePointer<pthread_mutex_t>> = []
    var isInstalled = false
  }
  private static let held = Mutex(Locks())

  /// Adds a mutex, until `remove`.
  /// - Parameter isRenewed: whether a child has it free, whoever held it, and no fork waits for it.
  static func add(_ mutex: UnsafeMutablePointer<pthread_mutex_t>, isRenewed: Bool = false) {
    held.withLock { held in
      if isRenewed { held.renewed.insert(mutex) } else { held.mutexes.insert(mutex) }
      guard !held.isInstalled else { return }
      held.isInstalled =
        pthread_atfork(
          { ForkProtection.takeAll() }, { ForkProtection.giveBackAll() },
          { ForkProtection.startChild() }) == 0
    }
  }

  static func remove(_ mutex: UnsafeMutablePointer<pthread_mutex_t>) {
    held.withLock { held in
      held.mutexes.remove(mutex)
      held.renewed.remove(mutex)
    }
  }

  /// All of them or none: a thread that has one may wait for another, or for its turn to add one.
  private static func takeAll() {
    settleGlobals()
    while true {
      held.lock()
      let mutexes = held.unguarded.mutexes
      guard let taken = mutexes.first(where: { pthread_mutex_trylock($0) != 0 }) else { return }
      for mutex in mutexes.prefix(while: { $0 != taken }) { pthread_mutex_unlock(mutex) }
      held.unlock()
      sched_yield()
    }
  }

  /// A global with a mutex is made when it is first used, under a lock of Swift's own. Who makes one during a fork waits
  /// here for its turn to add the mutex, and the child would find that lock taken by a thread it does not have. So
  /// those of this floor, which come late, are made before.
  private static func settleGlobals() {
    Log.settle()
    LockedFile.settle()
  }

  private static func startChild() {
    for mutex in held.unguarded.renewed { pthread_mutex_init(mutex, nil) }
    giveBackAll()
  }

  private static func giveBackAll() {
    for mutex in held.unguarded.mutexes { pthread_mutex_unlock(mutex) }
    held.unlock()
  }
}
