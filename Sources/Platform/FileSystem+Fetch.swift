import Glibc

extension FileSystem {
  /// Asks the system for a file that will be read soon, without waiting for it. Nothing happens if there is none.
  package static func fetch(_ path: UnsafePointer<CChar>) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_WILLNEED)
    close(descriptor)
  }

  package static func fetch(_ path: RawPath) { path.withCString { fetch($0) } }

  /// Reads what the system has in its cache of an open file.
  /// - Returns: the bytes that it gave; fewer than `size` when it would have to wait, or cannot tell.
  static func fillFromCache(
    _ room: UnsafeMutableRawPointer, _ size: Int, from descriptor: Int32
  ) -> Int {
    var part = iovec(iov_base: room, iov_len: size)
    return max(readParts(descriptor, &part, 1, -1, withoutWaiting), 0)
  }
}

/// RWF_NOWAIT, and glibc's `preadv2`, which its headers show only to programs that define _GNU_SOURCE.
private let withoutWaiting: Int32 = 8

@_silgen_name("preadv2")
private func readParts(
  _ descriptor: Int32, _ parts: UnsafePointer<iovec>, _ count: Int32, _ offset: off_t,
  _ flags: Int32
) -> Int
