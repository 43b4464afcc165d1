import Glibc

/// What large requests for memory leave to small ones.
///
/// A host may bound its address space (RLIMIT_AS). Who asks for much can be told that there is no more; a small object of
/// Swift's runtime cannot: without it the process ends. So those that can be told leave the last of it alone.
package enum AddressSpace {
  private static let reserve = 8 << 20

  /// Whether the reserve is there, and `count` bytes beside it.
  package static func hasRoom(for count: Int = 0) -> Bool {
    let size = reserve + count
    let probe = mmap(
      nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let probe, probe != MAP_FAILED else { return false }
    munmap(probe, size)
    return true
  }
}
