/// The threads of a handle whose calls may come at once: made when a call first wants some, kept for the next one, ended
/// with the handle, made anew in a forked child. A call that comes while another has them gets others; what is given
/// back last is kept.
package final class HandleThreads: Sendable {
  private let idle = Mutex<ThreadPool?>(nil, survivesFork: true)

  package init() {}

  /// Lends a pool for the call.
  /// - Parameter threads: as for `ThreadPool`.
  package func lend<Result>(
    _ threads: Int, _ body: (ThreadPool) throws -> Result
  ) rethrows -> Result {
    let pool =
      exchange(nil).flatMap { $0.threadCount == ThreadPool.count(threads) ? $0 : nil }
      ?? ThreadPool(threads: threads)
    defer { _ = exchange(pool) }
    return try body(pool)
  }

  /// Keeps a pool for the next call, and hands over the one that was kept: its end takes time, and happens outside
  /// the lock.
  private func exchange(_ pool: ThreadPool?) -> ThreadPool? {
    idle.withLock { idle in
      defer { idle = pool }
      return idle
    }
  }
}
