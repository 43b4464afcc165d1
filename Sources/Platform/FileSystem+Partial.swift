import Glibc

/// Files that are not whole yet stand beside their place, under a name of each place's own: what a kill leaves
/// there is found, and removed, by the next who writes to the same place. Who still writes is told by an flock,
/// which goes with its process.
extension FileSystem {
  /// `.scanline-partial-HASH` in the folder of `place`, the hash being that of its name.
  /// - Parameter number: tells those apart who write to one place at the same time; of the first it is no part
  ///   of the name.
  static func partialPath(of place: RawPath, number: Int = 0) -> RawPath {
    let name =
      ".scanline-partial-\(FNVHash(place.name).text)" + (number > 0 ? "-\(number)" : "")
    return place.parent.appending(Array(name.utf8))
  }

  /// A new, empty file, locked as long as it is open (where the file system has locks; without them nobody
  /// removes it either).
  /// - Parameter place: for errors.
  /// - Returns: its descriptor; nil when somebody else writes that file, or something is in its place that cannot
  ///   be removed.
  /// - Throws: `io`.
  static func createPartial(_ path: RawPath, of place: RawPath, mode: mode_t) throws -> Int32? {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    while true {
      let descriptor = path.withCString { open($0, flags, mode) }
      if descriptor < 0, errno == EEXIST {
        // What a kill has left is not written to but replaced.
        guard removePartial(path) else { return nil }
        continue
      }
      guard descriptor >= 0 else { throw systemError("cannot create", place.text) }
      let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
      if isLocked, isAt(path, descriptor) { return descriptor }
      // Somebody took it for a left one before it was locked.
      close(descriptor)
    }
  }

  /// Removes what a kill has left, unless somebody writes it now.
  /// - Returns: whether the name is free.
  @discardableResult static func removePartial(_ path: RawPath) -> Bool {
    let descriptor = path.withCString { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    guard descriptor >= 0 else {
      // A link that was copied, which has no descriptor to lock.
      return errno == ENOENT || errno == ELOOP && path.withCString { unlink($0) } == 0
    }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
    // Else it has come to its place meanwhile.
    return !isAt(path, descriptor) || path.withCString { unlink($0) } == 0
  }

  /// Whether a path leads to the open file.
  private static func isAt(_ path: RawPath, _ descriptor: Int32) -> Bool {
    var (own, there) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && path.withCString({ lstat($0, &there) }) == 0
      && own.st_dev == there.st_dev && own.st_ino == there.st_ino
  }
}
