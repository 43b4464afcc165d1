import Glibc

extension FileSystem {
  /// Makes a folder; one that is there already is left as it is.
  package static func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o777) != 0 else { return }
    let error = systemError("cannot create folder", path)
    guard kind(of: path) == .folder else { throw error }
  }

  /// Removes a file. One that is not there is as good as removed.
  package static func removeFile(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else { throw systemError("cannot remove", path) }
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

  /// Removes a file or a link. One that is not there is as good as removed.
  static func remove(_ path: RawPath) throws {
    guard path.withCString({ unlink($0) }) == 0 || errno == ENOENT else {
      throw systemError("cannot remove", path.text)
    }
  }

  static func setTimes(
    _ path: UnsafePointer<CChar>, _ modified: FileTime, _ flags: Int32
  ) -> Bool {
    // UTIME_OMIT, a macro that Swift does not see: the time of the last access stays.
    let unchanged = timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2)
    var times = [unchanged, timespec(tv_sec: modified.seconds, tv_nsec: modified.nanoseconds)]
    return utimensat(AT_FDCWD, path, &times, flags) == 0
  }
}
