import Glibc

/// A POSIX thread that must be joined.
///
/// Not libdispatch and not Swift concurrency: their queues are dead in a forked child, and hosts fork.
package struct Thread {
  private let handle: pthread_t
  private static let stackSize = 8 << 20

  /// Starts a thread that runs `body`. All signals are blocked in it: they belong to the host.
  /// Throws `noMemory` when the system gives no thread.
  package init(_ body: @escaping @Sendable () -> Void) throws {
    // Its work wants as much again.
    guard AddressSpace.hasRoom(for: 2 * Self.stackSize) else {
      throw ScanlineError(.noMemory, "the address space has no room for a thread")
    }
    let context = Unmanaged.passRetained(Body(body))
    var everySignal = sigset_t()
    var previous = sigset_t()
    sigfillset(&everySignal)
    pthread_sigmask(SIG_SETMASK, &everySignal, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, Self.stackSize)
    var handle = pthread_t()
    let code = pthread_create(
      &handle, &attributes,
      { raw in
        guard let raw else { return nil }
        Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw ScanlineError(
        .noMemory, "the system gave no thread: \(String(cString: strerror(code)))")
    }
    self.handle = handle
  }

  package func join() { pthread_join(handle, nil) }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Processors that this process may run on.
  package static var processorCount: Int { max(1, affinityCount()) }
}

/// What a pinned process or a container was given, not what the machine has.
private func affinityCount() -> Int {
  // 8192 processors; the kernel refuses a set smaller than its own.
  withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 128) { set in
    set.initialize(repeating: 0)
    guard let base = set.baseAddress, systemAffinity(0, 1024, base) == 0 else {
      return sysconf(Int32(_SC_NPROCESSORS_ONLN))
    }
    return set.reduce(0) { $0 + $1.nonzeroBitCount }
  }
}

/// glibc's `sched_getaffinity`, which its headers show only to programs that define _GNU_SOURCE.
@_silgen_name("sched_getaffinity")
private func systemAffinity(
  _ process: Int32, _ size: Int, _ set: UnsafeMutablePointer<UInt64>
) -> Int32
