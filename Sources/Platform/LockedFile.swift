import Glibc

/// A file of records that only grows, open for one operation of one of any number of processes and
/// handles: an flock on it keeps the others out until the object goes. What `append` has returned from
/// is on the disk, unless it was told not to wait for that. (Closing, or the end of the process, however it
/// came, releases the lock.)
///
/// A process that is forked meanwhile has a copy of the descriptor, which would keep the lock: it is given back
/// by name, and only by the process that took it.
package final class LockedFile {
  package private(set) var path: String
  /// Bytes in the file.
  package private(set) var size: Int
  private let descriptor: Int32
  private let process = getpid()
  private let start = Clock.seconds
  /// The file that this process had for long, and until when (`Clock.seconds`) it leaves it to others: who is always
  /// at it would have it again before those who wait come to look.
  private static let pause = Mutex((path: "", end: 0.0), survivesFork: true)

  /// Has the mutex of `pause` made.
  static func settle() { pause.withLock { _ in } }

  /// Opens the file and waits for the lock.
  /// - Parameters:
  ///   - creates: whether a file that is not there is made.
  ///   - patience: seconds to wait for a user who holds the lock and does not come to an end.
  /// - Throws: `busy` after `patience`; `io`.
  package init(path: String, creates: Bool, patience: Double = 30) throws {
    (descriptor, size) = try Self.open(
      path, O_RDWR | O_APPEND | (creates ? O_CREAT : 0), LOCK_EX,
      until: Clock.seconds + patience)
    self.path = path
    if size == 0 { FileSystem.syncFolder(of: path) }
  }

  /// Opens an existing file only to read it, beside others who read; the right to write is not needed.
  /// - Throws: `busy` after half a minute; `io`.
  package init(reading path: String) throws {
    (descriptor, size) = try Self.open(path, O_RDONLY, LOCK_SH, until: Clock.seconds + 30)
    self.path = path
  }

  deinit {
    if getpid() == process { flock(descriptor, LOCK_UN) }
    close(descriptor)
    let now = Clock.seconds
    if now - start > 0.01 { Self.pause.withLock { $0 = (path, now + 0.0015) } }
  }

  private static func open(
    _ path: String, _ flags: Int32, _ kind: Int32, until deadline: Double
  ) throws -> (descriptor: Int32, size: Int) {
    let (last, end) = pause.withLock { $0 }
    let rest = end - Clock.seconds
    if path == last, rest > 0 { usleep(UInt32(min(rest, 0.0015) * 1e6)) }
    while true {
      // Without O_NONBLOCK the open of a pipe would wait for a writer.
      let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o666)
      guard descriptor >= 0 else { throw FileSystem.systemError("cannot open", path) }
      do {
        guard FileSystem.isFile(descriptor) else {
          throw ScanlineError(.io, "\(path): not a regular file")
        }
        try lock(descriptor, kind, path, until: deadline)
        var (own, there) = (stat(), stat())
        guard fstat(descriptor, &own) == 0 else {
          throw FileSystem.systemError("cannot stat", path)
        }
        // Between the two, the file may have been replaced: then the lock is on one that nobody sees.
        if stat(path, &there) == 0, own.st_dev == there.st_dev, own.st_ino == there.st_ino {
          return (descriptor, Int(own.st_size))
        }
        close(descriptor)
      } catch {
        close(descriptor)
        throw error
      }
    }
  }

  private static func lock(
    _ descriptor: Int32, _ kind: Int32, _ path: String, until deadline: Double
  ) throws {
    var pause: UInt32 = 100
    while flock(descriptor, kind | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw FileSystem.systemError("cannot lock", path)
      }
      guard Clock.seconds < deadline else {
        throw ScanlineError(.busy, "\(path): in use by another process or handle")
      }
      usleep(pause)
      // Shorter than others leave it alone.
      pause = min(pause * 2, 1000)
    }
  }

  /// The bytes from `offset` to the end.
  /// - Throws: `io`; `noMemory`.
  package func read(from offset: Int) throws -> ByteBuffer {
    let buffer = try ByteBuffer(count: max(size - offset, 0))
    var filled = 0
    while filled < buffer.count {
      let got = pread(
        descriptor, buffer.pointer + filled, buffer.count - filled, offset + filled)
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { throw FileSystem.systemError("cannot read", path) }
      filled += got
    }
    return buffer
  }

  /// Ends the file after `count` bytes, from where the next record will go on.
  package func cut(to count: Int) throws {
    guard ftruncate(descriptor, count) == 0 else {
      throw FileSystem.systemError("cannot cut", path)
    }
    size = count
  }

  /// Adds records. When this throws (`io`), the file is as it was, or ends in an unfinished record if not
  /// even that could be taken back.
  /// - Parameter syncs: waits until they are on the disk; without, a later `sync()` does.
  package func append(_ bytes: UnsafeRawBufferPointer, syncs: Bool = true) throws {
    do {
      try FileSystem.writeAll(bytes, to: descriptor, path: path)
      if syncs { try sync() }
      size += bytes.count
    } catch {
      ftruncate(descriptor, size)
      throw error
    }
  }

  /// Waits until all that was appended is on the disk.
  package func sync() throws {
    guard fsync(descriptor) == 0 else { throw FileSystem.systemError("cannot sync", path) }
  }

  /// Gives the open file another name, in place of whatever had it. The lock stays.
  package func rename(to path: String) throws {
    guard Glibc.rename(self.path, path) == 0 else {
      throw FileSystem.systemError("cannot replace", path)
    }
    self.path = path
    FileSystem.syncFolder(of: path)
  }
}
