import Glibc

extension FileSystem {
  /// What a path names, links followed.
  package struct Status: Sendable, Equatable {
    package let kind: Kind
    /// Bytes.
    package let size: Int
    /// When the content was changed last.
    package let modified: FileTime
    /// The mode's lower bits.
    package let permissions: UInt32
    /// The user's number.
    package let owner: UInt32
    /// Only of a status that does not follow links.
    package let isLink: Bool
    /// The same for two paths only when they lead to the same file or folder.
    package let identity: Identity
  }

  package struct Identity: Sendable, Hashable {
    let device: UInt
    let node: UInt
  }

  /// nil when there is nothing, or a link that leads nowhere.
  package static func status(of path: RawPath) -> Status? {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
    return Status(status)
  }

  /// Why a path has no status: nil when nothing is there, or a link that leads nowhere; else what the system
  /// says (a path that is too long, a folder that may not be entered).
  package static func obstacle(to path: RawPath) -> String? {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) != 0 else { return nil }
    return [ENOENT, ENOTDIR, ELOOP].contains(errno) ? nil : String(cString: strerror(errno))
  }

  /// Of a link itself, not of what it names.
  package static func statusWithoutFollowing(_ path: RawPath) -> Status? {
    var status = stat()
    guard path.withCString({ lstat($0, &status) }) == 0 else { return nil }
    return Status(status)
  }

  /// Names in a folder, sorted by their bytes, without "." and "..".
  package static func rawNames(in folder: RawPath) throws -> [[UInt8]] {
    var names: [[UInt8]] = []
    try forEachName(in: folder) { names.append(Array($0)) }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Calls `body` with each name in a folder, in no order, without "." and "..".
  package static func forEachName(
    in folder: RawPath, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws {
    guard let stream = folder.withCString({ opendir($0) }) else {
      throw systemError("cannot open folder", folder.text)
    }
    defer { closedir(stream) }
    errno = 0
    while let entry = readdir(stream) {
      withUnsafeBytes(of: &entry.pointee.d_name) { field in
        let name = UnsafeRawBufferPointer(rebasing: field.prefix { $0 != 0 })
        let dot = UInt8(ascii: ".")
        if name.count > 2 || !name.allSatisfy({ $0 == dot }) { body(name) }
      }
      errno = 0
    }
    guard errno == 0 else { throw systemError("cannot list", folder.text) }
  }

  /// The first bytes of a file, fewer when it has not so many.
  package static func beginning(of path: String, count: Int) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw systemError("cannot open", path) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, count) }
    guard got >= 0 else { throw systemError("cannot read", path) }
    return Array(bytes.prefix(got))
  }

  /// The file's bytes, as `read(_:limit:)` of a `String`.
  /// - Parameter ahead: woken when the disk has to be waited for.
  package static func read(
    _ path: RawPath, limit: Int = .max, ahead: ReadAhead? = nil
  ) throws -> ByteBuffer {
    try path.withCString { name in
      try withDescriptor(of: name, name: path.text) {
        try read(descriptor: $0, path: path.text, limit: limit, ahead: ahead)
      }
    }
  }
}

extension FileSystem.Status {
  init(_ status: stat) {
    let kind: FileSystem.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    self.init(
      kind: kind, size: Int(status.st_size), modified: FileTime(status.st_mtim),
      permissions: status.st_mode & 0o7777, owner: status.st_uid,
      isLink: status.st_mode & S_IFMT == S_IFLNK,
      identity: FileSystem.Identity(device: UInt(status.st_dev), node: UInt(status.st_ino)))
  }
}
