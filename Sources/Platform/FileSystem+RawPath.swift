import Glibc

extension FileSystem {
  /// What a path names, links followed.
  package struct Status: Sendable {
    package let kind: Kind
    /// Bytes.
    package let size: Int
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
    let kind: Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    return Status(
      kind: kind, size: Int(status.st_size),
      identity: Identity(device: UInt(status.st_dev), node: UInt(status.st_ino)))
  }

  /// Names in a folder, sorted by their bytes, without "." and "..".
  package static func rawNames(in folder: RawPath) throws -> [[UInt8]] {
    guard let stream = folder.withCString({ opendir($0) }) else {
      throw systemError("cannot open folder", folder.text)
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw systemError("cannot list", folder.text) }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The file's bytes, as `read(_:limit:)` of a `String`.
  package static func read(_ path: RawPath, limit: Int = .max) throws -> ByteBuffer {
    // Without O_NONBLOCK the open of a pipe would wait for a writer.
    let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw systemError("cannot open", path.text) }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, path: path.text, limit: limit)
  }
}
