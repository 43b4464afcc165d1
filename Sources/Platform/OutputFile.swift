import Glibc

/// A file that is written piece by piece and takes its place when it is whole: until `finish()` it stands
/// beside that, under a name of its own, which goes with the object. A kill leaves the old file or the new
/// one. What a link names is replaced, not the link. A device or a pipe is written to in place.
package final class OutputFile {
  private let path: String
  /// The name until it is whole; nil for what is written to in place.
  private var temporary: String?
  private let descriptor: Int32

  /// - Throws: `io`.
  package init(path: String) throws {
    if FileSystem.kind(of: path) == .other {
      self.path = path
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileSystem.systemError("cannot open", path) }
      return
    }
    self.path = FileSystem.resolvingLinks(path)
    let temporary = "\(self.path).\(getpid()).\(UInt64.random(in: .min ... .max)).tmp"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileSystem.systemError("cannot create", path) }
    self.temporary = temporary
    // Whom the old file was hidden from, the new one is, too. (Where that cannot be, it is no worse than
    // a file that was not there before.)
    var old = stat()
    if stat(self.path, &old) == 0 { fchmod(descriptor, old.st_mode & 0o777) }
  }

  deinit {
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Of the file that is being written.
  package var identity: FileSystem.Identity? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? FileSystem.Status(status).identity : nil
  }

  /// - Throws: `io`.
  package func append(_ bytes: UnsafeRawBufferPointer) throws {
    try FileSystem.writeAll(bytes, to: descriptor, path: path)
  }

  package func append(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try append($0) } }

  /// Puts the file in its place, on the disk. Nothing can be added any more.
  /// - Throws: `io`; what was there before is there still.
  package func finish() throws {
    guard let temporary else { return }
    guard fsync(descriptor) == 0 else { throw FileSystem.systemError("cannot sync", path) }
    guard rename(temporary, path) == 0 else {
      throw FileSystem.systemError("cannot replace", path)
    }
    self.temporary = nil
    FileSystem.syncFolder(of: path)
  }
}
