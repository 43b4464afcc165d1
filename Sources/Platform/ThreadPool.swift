import Glibc

/// Threads of one handle. Made at the first use that wants them, as many as it wants, ended with the pool, made anew in a
/// forked child. Work is handed out by index, so that results never depend on which thread did what.
package final class ThreadPool: @unchecked Sendable {
  /// Threads that work at once, the calling one included.
  package let threadCount: Int

  /// The most threads of one handle.
  package static let largestCount = 1024

  /// - Parameter threads: 0 for one a processor; more than `largestCount` are as many.
  package init(threads: Int) {
    threadCount = Self.count(threads)
  }

  /// The threads of a pool that is asked for so many.
  static func count(_ threads: Int) -> Int {
    min(max(threads == 0 ? Thread.processorCount : threads, 1), largestCount)
  }

  deinit { stop() }

  /// Calls `body(0) ... body(count - 1)`, on all threads, each index once; returns when all are done.
  /// Not re-entrant: one `run` at a time on one pool (a trainer or a scan owns its pool).
  /// Falls back to the calling thread alone when the system gives no threads.
  package func run(count: Int, _ body: @escaping (_ index: Int) -> Void) {
    run(ParallelWork(body), count: count)
  }

  /// As `run(count:_:)` with work that was made before: nothing is allocated.
  package func run(_ work: ParallelWork, count: Int) {
    guard count > 0 else { return }
    if threadCount > 1 && count > 1 { start(min(threadCount, count) - 1) }
    guard threadCount > 1, count > 1, let state, !workers.isEmpty else {
      ThreadMemory.use(memory) { for index in 0..<count { work.body(index) } }
      return
    }
    state.signal {
      $0.work = work
      $0.count = count
      $0.next = 0
      $0.generation += 1
      $0.active = workers.count
    }
    ThreadMemory.use(memory) { Self.takeIndices(of: work, state) }
    state.wait(until: { $0.active == 0 }, then: { $0.work = nil })
  }

  // MARK: - Workers

  private struct State {
    var work: ParallelWork?
    var count = 0
    /// The first index that nobody has taken.
    var next = 0
    var generation = 0
    /// Workers that are not done yet.
    var active = 0
    var stopping = false
  }

  private var state: Mutex<State>?
  /// What the calling threads are lent, to be used again by the next one.
  private let memory = ThreadMemory.Stack()
  private var workers: [Thread] = []
  private var owner: pid_t = 0

  /// Makes the workers that are missing, as far as the system gives threads.
  private func start(_ count: Int) {
    if owner != getpid() {
      // After a fork the parent's threads do not exist here; their records are dropped, not joined.
      state = Mutex(State())
      owner = getpid()
      workers = []
    }
    guard workers.count < count, let state else { return }
    let generation = state.withLock { $0.generation }
    while workers.count < count {
      guard let thread = try? Thread({ Self.serve(state, after: generation) }) else { break }
      workers.append(thread)
    }
  }

  /// - Parameter generation: of the work that was the last when the thread was made.
  private static func serve(_ state: Mutex<State>, after generation: Int) {
    var seen = generation
    ThreadMemory.use(ThreadMemory.Stack()) {
      while takePart(in: state, &seen) { state.signal { $0.active -= 1 } }
    }
  }

  /// Waits for work that is not the one `seen`, and takes part in it; false when the pool ends.
  ///
  /// The work is let go of here, before the pool hears that this thread is done: what it captures may own
  /// the pool, whose end on this thread would have the thread wait for itself.
  @inline(never)
  private static func takePart(in state: Mutex<State>, _ seen: inout Int) -> Bool {
    let last = seen
    let next = state.wait(until: { $0.stopping || $0.generation != last }) {
      $0.stopping ? nil : ($0.generation, $0.work)
    }
    guard let (generation, work) = next else { return false }
    seen = generation
    if let work { takeIndices(of: work, state) }
    return true
  }

  private static func takeIndices(of work: ParallelWork, _ state: Mutex<State>) {
    while true {
      let index: Int? = state.withLock {
        guard $0.next < $0.count else { return nil }
        $0.next += 1
        return $0.next - 1
      }
      guard let index else { return }
      work.body(index)
    }
  }

  private func stop() {
    guard let state, owner == getpid() else { return }
    state.signal { $0.stopping = true }
    for worker in workers { worker.join() }
    workers = []
  }
}
