import Glibc

/// glibc's `renameat2`, which its headers show only to programs that define _GNU_SOURCE.
@_silgen_name("renameat2")
private func renameat2(
  _ fromFolder: Int32, _ from: UnsafePointer<CChar>, _ toFolder: Int32,
  _ to: UnsafePointer<CChar>, _ flags: UInt32
) -> Int32

extension FileSystem {
  /// Gives a file or a link a new path, without ever replacing what is there. At every moment, a kill
  /// included, it has the one path or the other; from one file system to another, for a moment, both.
  ///
  /// Within a file system this is a rename. Across two, the file is copied with its owner (where that is
  /// permitted), permissions and times, synced, read back and compared; only then is the original
  /// unlinked.
  /// - Throws: `io`; the file is then where it was.
  package static func move(_ from: RawPath, to: RawPath) throws {
    switch renameWithoutReplacing(from, to) {
    case 0: break
    case EXDEV: try moveAcross(from, to)
    case let code: throw error(code, "cannot move", "\(from.text) to \(to.text)")
    }
  }

  /// The name of a copy that is not whole yet, in the folder that it is copied to.
  package static let partialName = Array(".scanline-partial".utf8)

  /// Whether two files have the same bytes; links are compared by what they say.
  package static func areEqual(_ left: RawPath, _ right: RawPath) throws -> Bool {
    if let text = linkText(left) { return text == linkText(right) }
    let first = try openFile(left)
    defer { close(first) }
    let second = try openFile(right)
    defer { close(second) }
    let size = 1 << 20
    let (one, other) = (try ByteBuffer(count: size), try ByteBuffer(count: size))
    while true {
      let count = try readFully(first, into: one, left)
      guard try readFully(second, into: other, right) == count else { return false }
      guard memcmp(one.pointer, other.pointer, count) == 0 else { return false }
      if count < size { return true }
    }
  }

  /// Removes one of two equal files.
  package static func removeCopy(_ path: RawPath) throws {
    guard path.withCString({ unlink($0) }) == 0 else {
      throw systemError("cannot remove", path.text)
    }
  }

  /// Makes a folder and those above it that are missing.
  package static func makeFolders(_ path: RawPath) throws {
    guard status(of: path)?.kind != .folder else { return }
    if path.parent != path { try makeFolders(path.parent) }
    guard path.withCString({ mkdir($0, 0o777) }) == 0 || errno == EEXIST else {
      throw systemError("cannot create folder", path.text)
    }
    guard status(of: path)?.kind == .folder else {
      throw ScanlineError(.io, "\(path.text): not a folder")
    }
  }

  /// The path without symbolic links, "." and "..", from the root on; nil when it leads nowhere.
  package static func resolved(_ path: RawPath) -> RawPath? {
    path.withCString { path in
      guard let found = realpath(path, nil) else { return nil }
      defer { free(found) }
      return RawPath(bytes: Array(UnsafeRawBufferPointer(start: found, count: strlen(found))))
    }
  }

  /// Sets a file's permissions and the time of its last change.
  package static func set(_ path: RawPath, permissions: UInt32, modified: FileTime) throws {
    let done = path.withCString { path in
      chmod(path, permissions) == 0 && setTimes(path, modified, AT_SYMLINK_NOFOLLOW)
    }
    guard done else { throw systemError("cannot set the times of", path.text) }
  }

  // MARK: - Parts

  private static func renameWithoutReplacing(_ from: RawPath, _ to: RawPath) -> Int32 {
    let noReplace: UInt32 = 1
    return from.withCString { from in
      to.withCString { to in
        if renameat2(AT_FDCWD, from, AT_FDCWD, to, noReplace) == 0 { return 0 }
        guard errno == EINVAL || errno == ENOSYS else { return errno }
        // A file system without the flag. Nothing of ours writes there at the same time.
        var found = stat()
        if lstat(to, &found) == 0 { return EEXIST }
        return rename(from, to) == 0 ? 0 : errno
      }
    }
  }

  private static func moveAcross(_ from: RawPath, _ to: RawPath) throws {
    guard let before = statusWithoutFollowing(from) else {
      throw systemError("cannot move", from.text)
    }
    // Better known before a copy than after it.
    guard from.parent.withCString({ access($0, W_OK) }) == 0 else {
      throw systemError("cannot move out of", from.parent.text)
    }
    let partial = to.parent.appending(partialName)
    _ = partial.withCString { unlink($0) }
    do {
      if let text = linkText(from) {
        guard text.withCString({ text in partial.withCString { symlink(text, $0) } }) == 0 else {
          throw systemError("cannot create", to.text)
        }
        _ = partial.withCString { setTimes($0, before.modified, AT_SYMLINK_NOFOLLOW) }
      } else {
        try copy(from, to: partial)
      }
      guard try areEqual(from, partial) else {
        throw ScanlineError(.io, "\(from.text): its copy differs; it was left where it is")
      }
      let code = renameWithoutReplacing(partial, to)
      guard code == 0 else { throw error(code, "cannot create", to.text) }
    } catch {
      _ = partial.withCString { unlink($0) }
      throw error
    }
    syncFolder(to.parent)
    do {
      guard let now = statusWithoutFollowing(from), now == before else {
        throw ScanlineError(.io, "\(from.text): changed while it was copied; it was left")
      }
      try removeCopy(from)
    } catch {
      _ = to.withCString { unlink($0) }
      throw error
    }
    syncFolder(from.parent)
  }

  private static func copy(_ from: RawPath, to: RawPath) throws {
    let source = try openFile(from)
    defer { close(source) }
    var status = stat()
    guard fstat(source, &status) == 0 else { throw systemError("cannot stat", from.text) }
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let target = to.withCString { open($0, flags, 0o600) }
    guard target >= 0 else { throw systemError("cannot create", to.text) }
    defer { close(target) }
    let buffer = try ByteBuffer(count: 1 << 20)
    while true {
      let count = try readFully(source, into: buffer, from)
      if count == 0 { break }
      let bytes = UnsafeRawBufferPointer(start: buffer.pointer, count: count)
      try writeAll(bytes, to: target, path: to.text)
    }
    // Who may not give files away keeps them; the mode is set last, for a change of owner clears bits.
    _ = fchown(target, status.st_uid, status.st_gid)
    var times = [status.st_atim, status.st_mtim]
    guard fchmod(target, status.st_mode & 0o7777) == 0, futimens(target, &times) == 0,
      fsync(target) == 0
    else { throw systemError("cannot finish", to.text) }
    // What is compared later comes from the disk then.
    posix_fadvise(target, 0, 0, POSIX_FADV_DONTNEED)
  }

  private static func setTimes(
    _ path: UnsafePointer<CChar>, _ modified: FileTime, _ flags: Int32
  ) -> Bool {
    // UTIME_OMIT, a macro that Swift does not see: the time of the last access stays.
    let unchanged = timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2)
    var times = [unchanged, timespec(tv_sec: modified.seconds, tv_nsec: modified.nanoseconds)]
    return utimensat(AT_FDCWD, path, &times, flags) == 0
  }

  /// What a symbolic link says; nil for anything else.
  private static func linkText(_ path: RawPath) -> RawPath? {
    var text = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = text.withUnsafeMutableBytes { text in
      text.withMemoryRebound(to: CChar.self) { text in
        path.withCString { path in
          text.baseAddress.map { readlink(path, $0, text.count) } ?? -1
        }
      }
    }
    return count < 0 ? nil : RawPath(bytes: Array(text[..<count]))
  }

  private static func openFile(_ path: RawPath) throws -> Int32 {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW
    let descriptor = path.withCString { open($0, flags) }
    guard descriptor >= 0 else { throw systemError("cannot open", path.text) }
    return descriptor
  }

  /// Fills the buffer; less only at the file's end.
  private static func readFully(
    _ descriptor: Int32, into buffer: ByteBuffer, _ path: RawPath
  ) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let got = Glibc.read(descriptor, buffer.pointer + filled, buffer.count - filled)
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw systemError("cannot read", path.text) }
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  private static func syncFolder(_ folder: RawPath) {
    let descriptor = folder.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func error(_ code: Int32, _ what: String, _ path: String) -> ScanlineError {
    ScanlineError(.io, "\(what) \(path): \(String(cString: strerror(code)))")
  }
}
