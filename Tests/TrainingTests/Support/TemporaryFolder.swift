import Glibc
import Platform

/// A folder of a test's own, removed with everything in it when the object goes.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/scanline-training-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress) != nil }
    guard made else { throw FileSystem.systemError("cannot make a folder like", "/tmp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    nftw(path, { path, _, _, _ in path.map { remove($0) } ?? 0 }, 16, FTW_DEPTH | FTW_PHYS)
  }

  /// Writes a file, with the folders on its way.
  @discardableResult
  func write(_ bytes: some Collection<UInt8>, to name: String) throws -> String {
    let parts = name.split(separator: "/")
    var folder = path
    for part in parts.dropLast() {
      folder = FileSystem.join(folder, String(part))
      mkdir(folder, 0o777)
    }
    let target = FileSystem.join(path, name)
    try Array(bytes).withUnsafeBytes { try FileSystem.writeAtomically($0, to: target) }
    return target
  }

  func makeFolder(_ name: String) { mkdir(FileSystem.join(path, name), 0o777) }
}
