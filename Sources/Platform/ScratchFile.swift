import Glibc

/// Memory that lies in a file: for more data than there should be in memory. The file has no name, so that it goes with
/// the object, or with the process, however that ends. Any thread may take from it. A forked child reads what it
/// inherited and takes from a file of its own.
package final class ScratchFile: Sendable {
  /// Mapped at once, so that the file grows in few steps.
  private static let stretch = 64 << 20

  private struct State {
    var descriptor: Int32
    /// Whose file that is.
    var process = getpid()
    /// Bytes of the file.
    var size = 0
    /// Of the file, and of the parents' files.
    var maps: [UnsafeMutableRawPointer] = []
    /// Bytes of the last map that were given out.
    var used = ScratchFile.stretch
  }

  private let folder: String
  private let state: Mutex<State>

  /// - Parameter folder: on whose file system it lies.
  /// - Throws: `io` when a file cannot be made there.
  package init(folder: String) throws {
    self.folder = folder
    state = Mutex(State(descriptor: try Self.makeFile(in: folder)))
  }

  deinit {
    let state = state.withLock(\.self)
    for map in state.maps { munmap(map, Self.stretch) }
    close(state.descriptor)
  }

  private static func makeFile(in folder: String) throws -> Int32 {
    let path = FileSystem.join(folder, ".scanline.\(getpid()).\(UInt64.random(in: .min ... .max))")
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileSystem.systemError("cannot make a file in", folder) }
    unlink(path)
    return descriptor
  }

  /// Uninitialised bytes, 64-byte aligned. They live as long as the object, and are never given back.
  /// - Returns: nil for more than the file grows by at once (64 MiB).
  /// - Throws: `io` when the disk has no room; the next call tries again.
  package func take(_ count: Int) throws -> UnsafeMutableRawPointer? {
    guard 1...Self.stretch ~= count else { return nil }
    let size = (count + 63) & ~63
    return try state.withLock { state in
      if state.process != getpid() { try startChild(&state) }
      if state.used + size > Self.stretch {
        state.maps.append(try map(state.descriptor, at: state.size))
        state.size += Self.stretch
        state.used = 0
      }
      defer { state.used += size }
      return state.maps.last.map { $0 + state.used }
    }
  }

  /// Parent and child would hand out the same bytes of one file.
  private func startChild(_ state: inout State) throws {
    let descriptor = try Self.makeFile(in: folder)
    close(state.descriptor)
    state = State(descriptor: descriptor, maps: state.maps)
  }

  /// The room is taken before it is mapped: a write to a map that the disk has no room for would end the host.
  private func map(_ descriptor: Int32, at offset: Int) throws -> UnsafeMutableRawPointer {
    try FileSystem.withoutSignal(SIGXFSZ) {
      var code = EINTR
      while code == EINTR { code = posix_fallocate(descriptor, off_t(offset), off_t(Self.stretch)) }
      guard code == 0 else {
        errno = code
        throw FileSystem.systemError("no room for \(Self.stretch) bytes more in", folder)
      }
    }
    let map = mmap(nil, Self.stretch, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, off_t(offset))
    guard let map, map != MAP_FAILED else {
      throw FileSystem.systemError("cannot map a file in", folder)
    }
    guard AddressSpace.hasRoom() else {
      munmap(map, Self.stretch)
      errno = ENOMEM
      throw FileSystem.systemError("cannot map a file in", folder)
    }
    return map
  }
}
