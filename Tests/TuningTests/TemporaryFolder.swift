import Glibc
import Platform

/// A folder for one test, removed with everything in it.
final class TemporaryFolder {
  let path: String

  init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/scanline-tuning-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileSystem.systemError("cannot create", base) }
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// Of the test's search.
  var journal: String { file("journal.jsonl") }
  var checkpoints: String { journal + ".checkpoints" }

  func file(_ name: String) -> String { FileSystem.join(path, name) }

  func write(_ bytes: some Collection<UInt8>, _ name: String) throws {
    try Array(bytes).withUnsafeBytes { try FileSystem.writeAtomically($0, to: file(name)) }
  }

  func read(_ name: String) throws -> [UInt8] {
    try FileSystem.read(file(name)).withBytes { Array($0) }
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    if FileSystem.kind(of: path) == .folder {
      for name in (try? FileSystem.names(in: path)) ?? [] { remove(FileSystem.join(path, name)) }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
