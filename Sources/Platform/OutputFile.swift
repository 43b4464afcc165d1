import Glibc

/// A file that is written piece by piece and takes its place when it is whole: until `finish()` it stands
/// beside that, as a partial file (`FileSystem+Partial.swift`), which goes with the object. A kill leaves the old
/// file or the new one, and a partial file until the next one is written to the same place. What a link names is
/// replaced, not the link. A device or a pipe is written to in place.
package final class OutputFile {
  private let path: String
  /// Where it is until it is whole; nil for what is written to in place.
  private var partial: RawPath?
  private let descriptor: Int32
  /// A forked child's copy of the object leaves the partial file to its parent.
  private let process = getpid()

  /// - Throws: `io`.
  package init(path: String) throws {
    if FileSystem.kind(of: path) == .other {
      self.path = path
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileSystem.systemError("cannot open", path) }
      return
    }
    self.path = FileSystem.resolvingLinks(path)
    let partial = try Self.createPartial(of: RawPath(self.path))
    (self.partial, descriptor) = (partial.path, partial.descriptor)
    // Whom the old file was hidden from, the new one is, too. (Where that cannot be, it is no worse than
    // a file that was not there before.)
    var old = stat()
    if stat(self.path, &old) == 0 { fchmod(descriptor, old.st_mode & 0o777) }
  }

  deinit {
    // Before its lock goes.
    if let partial, getpid() == process { _ = partial.withCString { unlink($0) } }
    close(descriptor)
  }

  /// The first that nobody else writes: each of several writers at the same time has one, and the last to finish
  /// has its file in the place.
  private static func createPartial(
    of place: RawPath
  ) throws -> (path: RawPath, descriptor: Int32) {
    var number = 0
    while true {
      let path = FileSystem.partialPath(of: place, number: number)
      if let descriptor = try FileSystem.createPartial(path, of: place, mode: 0o666) {
        return (path, descriptor)
      }
      number += 1
    }
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
    guard let partial else { return }
    guard fsync(descriptor) == 0 else { throw FileSystem.systemError("cannot sync", path) }
    guard partial.withCString({ rename($0, path) }) == 0 else {
      throw FileSystem.systemError("cannot replace", path)
    }
    self.partial = nil
    // It is a file like others now.
    flock(descriptor, LOCK_UN)
    FileSystem.syncFolder(of: path)
  }
}
