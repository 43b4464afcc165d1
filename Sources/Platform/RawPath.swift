/// A path as the file system has it: bytes without NUL, which need not be UTF-8.
package struct RawPath: Sendable, Hashable {
  package let bytes: [UInt8]

  package init(_ path: String) { bytes = Array(path.utf8) }
  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// For messages and reports; what is not UTF-8 is replaced by U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the bytes are UTF-8, so that `text` has all of them.
  package var isText: Bool { String(validating: bytes, as: UTF8.self) != nil }

  /// The folder that holds what this names; "." for a bare name.
  package var parent: RawPath {
    let slash = UInt8(ascii: "/")
    guard let last = bytes.lastIndex(of: slash) else { return RawPath(".") }
    return last == 0 ? RawPath("/") : RawPath(bytes: Array(bytes[..<last]))
  }

  /// The last part.
  package var name: [UInt8] {
    guard let last = bytes.lastIndex(of: UInt8(ascii: "/")) else { return bytes }
    return Array(bytes[(last + 1)...])
  }

  /// Whether this is `folder` or lies in it, both without links.
  package func isWithin(_ folder: RawPath) -> Bool {
    self == folder || bytes.starts(with: folder.appending([]).bytes)
  }

  /// The path of an entry of this folder.
  package func appending(_ name: [UInt8]) -> RawPath {
    let slash = UInt8(ascii: "/")
    return RawPath(bytes: bytes + (bytes.last == slash ? [] : [slash]) + name)
  }

  /// `path` itself when it is absolute, else as it lies from `root`.
  package static func joining(_ path: ArraySlice<UInt8>, to root: RawPath) -> RawPath {
    path.first == UInt8(ascii: "/") ? RawPath(bytes: Array(path)) : root.appending(Array(path))
  }

  /// Lends the path to a system call.
  package func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows
    -> Result
  {
    try (bytes + [0]).withUnsafeBufferPointer { buffer in
      try buffer.withMemoryRebound(to: CChar.self) { chars in
        guard let base = chars.baseAddress else { return try "".withCString(body) }
        return try body(base)
      }
    }
  }
}
