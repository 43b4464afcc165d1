import Glibc

/// Memory that lies in a file: for more data than there should be in memory. The file has no name, so that it goes with
/// the object, or with the process, however that ends. Any thread may take from it.
package final class ScratchFile: Sendable {
  /// Mapped at once, so that the file grows in few steps.
  private static let stretch = 64 << 20

  private struct State {
    var maps: [UnsafeMutableRawPointer] = []
    /// Bytes of the last map that were given out.
    var used = ScratchFile.stretch
  }

  private let folder: String
  private let descriptor: Int32
  private let state = Mutex(State())

  /// - Parameter folder: on whose file system it lies.
  /// - Throws: `io` when a file cannot be made there.
  package init(folder: String) throws {
    self.folder = folder
    let path = FileSystem.join(folder, ".scanline.\(getpid()).\(UInt64.random(in: .min ... .max))")
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileSystem.systemError("cannot make a file in", folder) }
    unlink(path)
  }

  deinit {
    for map in state.withLock({ $0.maps }) { munmap(map, Self.stretch) }
    close(descriptor)
  }

  /// Uninitialised bytes, 64-byte aligned. They live as long as the object, and are never given back.
  /// - Returns: nil for more than the file grows by at once (64 MiB).
  /// - Throws: `io` when the disk has no room; the next call tries again.
  package func take(_ count: Int) throws -> UnsafeMutableRawPointer? {
    guard 1...Self.stretch ~= count else { return nil }
    let size = (count + 63) & ~63
    return try state.withLock { state in
      if state.used + size > Self.stretch {
        state.maps.append(try map(after: state.maps.count))
        state.used = 0
      }
      defer { state.used += size }
      return state.maps.last.map { $0 + state.used }
    }
  }

  /// The room is taken before it is mapped: a write to a map that the disk has no room for would end the host.
  private func map(after count: Int) throws -> UnsafeMutableRawPointer {
    let offset = off_t(count) * off_t(Self.stretch)
    try FileSystem.withoutSignal(SIGXFSZ) {
      var code = EINTR
      while code == EINTR { code = posix_fallocate(descriptor, offset, off_t(Self.stretch)) }
      guard code == 0 else {
        errno = code
        throw FileSystem.systemError("no room for \(Self.stretch) bytes more in", folder)
      }
    }
    let map = mmap(nil, Self.stretch, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, offset)
    guard let map, map != MAP_FAILED else {
      throw FileSystem.systemError("cannot map a file in", folder)
    }
    return map
  }
}
