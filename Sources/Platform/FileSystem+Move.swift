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
  /// unlinked. Of several who move one file at the same time, one succeeds: a copy stays only when it was
  /// its maker who unlinked the original.
  /// - Throws: `io`; the file is then where it was, or where somebody else has moved it.
  package static func move(_ from: RawPath, to: RawPath) throws {
    switch renameWithoutReplacing(from, to) {
    case 0: break
    case EXDEV: try moveAcross(from, to)
    case let code: throw error(code, "cannot move", "\(from.text) to \(to.text)")
    }
  }

  /// Removes what a kill in the midst of a move to a place has left beside it, unless somebody copies there now.
  package static func removePartialCopy(to place: RawPath) {
    removePartial(partialPath(of: place))
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
    try copyIntoPlace(from, to, before)
    let made = statusWithoutFollowing(to)?.identity
    syncFolder(to.parent)
    do {
      let now = statusWithoutFollowing(from)
      guard now == nil || now == before else {
        throw ScanlineError(.io, "\(from.text): changed while it was copied; it was left")
      }
      // Also when somebody else has moved or removed it meanwhile.
      guard from.withCString({ unlink($0) }) == 0 else {
        throw systemError("cannot move", from.text)
      }
    } catch {
      if let made, statusWithoutFollowing(to)?.identity == made { try? remove(to) }
      throw error
    }
    syncFolder(from.parent)
  }

  /// Under the place's partial name, locked, until it is whole and has been compared.
  private static func copyIntoPlace(_ from: RawPath, _ to: RawPath, _ status: Status) throws {
    let partial = partialPath(of: to)
    let target = status.isLink ? nil : try openPartial(partial, of: to)
    // The lock on it goes with the descriptor.
    defer { if let target { close(target) } }
    do {
      if let target {
        try copy(from, to: partial, target)
      } else {
        try copyLink(from, to: partial, status)
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
  }

  /// - Throws: `io`, also when another process copies to the same place.
  private static func openPartial(_ path: RawPath, of place: RawPath) throws -> Int32 {
    if let descriptor = try createPartial(path, of: place, mode: 0o600) { return descriptor }
    throw ScanlineError(
      .io, "\(path.text): another process copies to it, or it cannot be removed")
  }

  /// - Parameter target: open for writing, at `to`.
  private static func copy(_ from: RawPath, to: RawPath, _ target: Int32) throws {
    let source = try openFile(from)
    defer { close(source) }
    var status = stat()
    guard fstat(source, &status) == 0 else { throw systemError("cannot stat", from.text) }
    let buffer = try ByteBuffer(count: 1 << 20)
    while true {
      let count = try readFully(source, into: buffer, from)
      if count == 0 { break }
      let bytes = UnsafeRawBufferPointer(start: buffer.pointer, count: count)
      try writeAll(bytes, to: target, path: to.text)
    }
    // Who may not give files away keeps them, without the right to run as their owner. The mode is set
    // last, for a change of owner clears bits.
    let isGiven = fchown(target, status.st_uid, status.st_gid) == 0
    var times = [status.st_atim, status.st_mtim]
    guard fchmod(target, status.st_mode & (isGiven ? 0o7777 : 0o1777)) == 0,
      futimens(target, &times) == 0,
      fsync(target) == 0
    else { throw systemError("cannot finish", to.text) }
    // What is compared later comes from the disk then.
    posix_fadvise(target, 0, 0, POSIX_FADV_DONTNEED)
  }

  private static func copyLink(_ from: RawPath, to: RawPath, _ status: Status) throws {
    guard let text = linkText(from) else { throw systemError("cannot read", from.text) }
    removePartial(to)
    guard text.withCString({ text in to.withCString { symlink(text, $0) } }) == 0 else {
      throw systemError("cannot create", to.text)
    }
    // Who may not give it away keeps it; -1 leaves the group.
    _ = to.withCString { lchown($0, status.owner, gid_t.max) }
    _ = to.withCString { setTimes($0, status.modified, AT_SYMLINK_NOFOLLOW) }
  }

  static func syncFolder(_ folder: RawPath) {
    let descriptor = folder.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func error(_ code: Int32, _ what: String, _ path: String) -> ScanlineError {
    ScanlineError(.io, "\(what) \(path): \(String(cString: strerror(code)))")
  }
}
