import Glibc

extension FileSystem {
  /// Whether two files have the same bytes, read a piece at a time; links are compared by what they say.
  /// - Throws: `io` when one cannot be read.
  package static func areEqual(_ left: RawPath, _ right: RawPath) throws -> Bool {
    if let text = linkText(left) { return text == linkText(right) }
    return try compare(left, right, followsLinks: false) == .equal
  }

  /// Whether a file has all bytes of another at its start, read a piece at a time; links are followed.
  /// - Throws: `io` when one cannot be read.
  package static func begins(_ whole: RawPath, with part: RawPath) throws -> Bool {
    try compare(whole, part, followsLinks: true) != .different
  }

  private enum Comparison { case equal, longer, different }

  /// - Returns: `longer` when the first goes on where the second ends.
  private static func compare(
    _ left: RawPath, _ right: RawPath, followsLinks: Bool
  ) throws -> Comparison {
    let first = try openFile(left, followsLinks: followsLinks)
    defer { close(first) }
    let second = try openFile(right, followsLinks: followsLinks)
    defer { close(second) }
    let size = 1 << 20
    let (one, other) = (try ByteBuffer(count: size), try ByteBuffer(count: size))
    while true {
      let count = try readFully(second, into: other, right)
      let available = try readFully(first, into: one, left)
      guard available >= count, memcmp(one.pointer, other.pointer, count) == 0 else {
        return .different
      }
      if available > count { return .longer }
      if count < size { return .equal }
    }
  }

  /// Removes a file that is there a second time: with the same bytes, permissions, time of change and owner,
  /// so that nothing of it is lost. One file with two paths (hard links, a folder that was renamed or is seen
  /// through a link) is not there twice: it stays.
  /// - Returns: whether it was removed; false: the two differ, or are one.
  /// - Throws: `io`.
  package static func removeCopy(_ path: RawPath, of kept: RawPath) throws -> Bool {
    guard let one = statusWithoutFollowing(path), let other = statusWithoutFollowing(kept),
      one.identity != other.identity, one.isAlike(other), try areEqual(path, kept),
      statusWithoutFollowing(path) == one, statusWithoutFollowing(kept) == other
    else { return false }
    syncFolder(kept.parent)
    try remove(path)
    return true
  }

  /// What a symbolic link says; nil for anything else.
  package static func linkText(_ path: RawPath) -> RawPath? {
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

  /// Opens a file for reading; a pipe is not waited for.
  static func openFile(_ path: RawPath, followsLinks: Bool = false) throws -> Int32 {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW)
    let descriptor = path.withCString { open($0, flags) }
    guard descriptor >= 0 else { throw systemError("cannot open", path.text) }
    return descriptor
  }

  /// Fills the buffer; less only at the file's end.
  static func readFully(
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
}

extension FileSystem.Status {
  /// Whether all that is known of two files but where they are is the same.
  fileprivate func isAlike(_ other: Self) -> Bool {
    kind == other.kind && isLink == other.isLink && size == other.size && modified == other.modified
      && permissions == other.permissions && owner == other.owner
  }
}
