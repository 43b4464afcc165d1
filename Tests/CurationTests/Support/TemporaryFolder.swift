import Glibc
import Platform
import Testing

/// A folder for one test, removed with all that is in it.
final class TemporaryFolder {
  let path: String

  init() throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
    var template = Array("\(parent)/scanline-test-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit { Self.remove(RawPath(path)) }

  func write(_ name: String, _ bytes: [UInt8], truncating: Bool = false) throws {
    let file = path + "/" + name
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (truncating ? O_TRUNC : 0)
    let descriptor = open(file, flags, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try bytes.withUnsafeBytes { try FileSystem.writeAll($0, to: descriptor, path: file) }
  }

  func makeFolder(_ name: String) throws {
    try #require(mkdir(path + "/" + name, 0o700) == 0)
  }

  static func remove(_ folder: RawPath) {
    for name in (try? FileSystem.rawNames(in: folder)) ?? [] {
      let entry = folder.appending(name)
      let code = (entry.bytes + [0]).withUnsafeBufferPointer { buffer in
        buffer.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { unlink($0) } ?? 0 }
      }
      if code != 0 { remove(entry) }
    }
    rmdir(folder.text)
  }
}
