import Glibc

/// A file that only grows, record by record, and that one user at a time has open (an flock on it;
/// closing or the end of the process, however it came, releases it). What `append` has returned from is
/// on the disk.
package final class AppendFile: @unchecked Sendable {
  package let path: String
  /// Bytes that are known to be whole records.
  package private(set) var size = 0
  private let descriptor: Int32
  /// Set when a failed write could not be taken back: nothing may follow it.
  private var isBroken = false

  /// Opens or creates the file.
  /// - Throws: `busy` when someone has it open; `io`.
  package init(path: String) throws {
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileSystem.systemError("cannot open", path) }
    self.path = path
    self.descriptor = descriptor
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      guard errno == EWOULDBLOCK else { throw FileSystem.systemError("cannot lock", path) }
      throw ScanlineError(.busy, "\(path): in use by another process or handle")
    }
    FileSystem.syncFolder(of: path)
  }

  deinit { close(descriptor) }

  /// Ends the file after `count` bytes, from where the next record will go on.
  package func cut(to count: Int) throws {
    guard ftruncate(descriptor, count) == 0 else {
      throw FileSystem.systemError("cannot cut", path)
    }
    size = count
  }

  /// Adds a record and waits until it is on the disk. When this throws (`io`), the file is as it was.
  package func append(_ bytes: UnsafeRawBufferPointer) throws {
    guard !isBroken else {
      throw ScanlineError(.io, "\(path): an earlier write failed and could not be taken back")
    }
    do {
      try FileSystem.writeAll(bytes, to: descriptor, path: path)
      guard fsync(descriptor) == 0 else { throw FileSystem.systemError("cannot sync", path) }
      size += bytes.count
    } catch {
      isBroken = ftruncate(descriptor, size) != 0
      throw error
    }
  }
}
