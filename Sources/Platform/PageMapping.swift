import Glibc

/// Pages of memory of their own, which return to the system when they are given back.
///
/// Some are kept for their next use: pages that the system gives anew cost as much as what most short-lived
/// buffers are for (a file's bytes, a decoded picture).
struct PageMapping {
  let pointer: UnsafeMutableRawPointer
  /// Bytes; a multiple of `granule`.
  let size: Int
  /// Whether all bytes are 0.
  let isNew: Bool

  private static let granule = 64 << 10
  /// Larger mappings are not kept.
  private static let keptSize = 8 << 20
  /// Bytes of all that are kept.
  private static let keptTotal = 16 << 20

  /// What is kept, the oldest first. Nobody waits for it: another thread may have been at it when the
  /// process was forked, and then the child does without.
  private static let kept = Mutex<[PageMapping]>([])

  /// At least `count` bytes, aligned as pages are.
  /// - Returns: nil when they cannot be had.
  static func take(_ count: Int) -> PageMapping? {
    guard 1...(Int.max - granule) ~= count else { return nil }
    let size = (count + granule - 1) / granule * granule
    let found = kept.withLockIfFree { kept in
      kept.lastIndex { $0.size >= size && $0.size - size <= size / 4 }.map { kept.remove(at: $0) }
    }
    if let found = found ?? nil { return found }
    let pointer = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let pointer, pointer != MAP_FAILED else { return nil }
    guard AddressSpace.hasRoom() else {
      munmap(pointer, size)
      return nil
    }
    return PageMapping(pointer: pointer, size: size, isNew: true)
  }

  /// Lets the memory of the whole pages among some bytes go; they are 0 from then on.
  func discard(_ range: Range<Int>) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    guard page > 0 else { return }
    let first = (range.lowerBound + page - 1) / page * page
    let end = range.upperBound / page * page
    if first < end { madvise(pointer + first, end - first, MADV_DONTNEED) }
  }

  /// Ends the use of the pages.
  func giveBack() {
    let surplus =
      size > Self.keptSize ? nil : Self.kept.withLockIfFree { Self.add(self, to: &$0) }
    for pages in surplus ?? [self] { munmap(pages.pointer, pages.size) }
  }

  /// - Returns: the oldest ones, where that is more than is kept.
  private static func add(_ pages: PageMapping, to kept: inout [PageMapping]) -> [PageMapping] {
    kept.append(PageMapping(pointer: pages.pointer, size: pages.size, isNew: false))
    var total = kept.reduce(0) { $0 + $1.size }
    var surplus: [PageMapping] = []
    while total > keptTotal {
      let oldest = kept.removeFirst()
      total -= oldest.size
      surplus.append(oldest)
    }
    return surplus
  }
}
