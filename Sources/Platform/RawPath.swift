/// A path as the file system has it: bytes without NUL, which need not be UTF-8.
package struct RawPath: Sendable, Equatable {
  package let bytes: [UInt8]

  package init(_ path: String) { bytes = Array(path.utf8) }
  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// For messages and reports; what is not UTF-8 is replaced by U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

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
  func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
    try (bytes + [0]).withUnsafeBufferPointer { buffer in
      try buffer.withMemoryRebound(to: CChar.self) { chars in
        guard let base = chars.baseAddress else { return try "".withCString(body) }
        return try body(base)
      }
    }
  }
}
