import Foundation
import Platform

/// A folder of a test's own, removed with everything in it when the object goes.
final class TemporaryFolder {
  let path: String

  init() throws {
    let name = "scanline-training-\(UUID().uuidString)"
    path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the folders on its way.
  @discardableResult
  func write(_ bytes: some Collection<UInt8>, to name: String) throws -> String {
    let target = FileSystem.join(path, name)
    try FileManager.default.createDirectory(
      atPath: FileSystem.parent(of: target), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: target))
    return target
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: FileSystem.join(path, name), withIntermediateDirectories: true)
  }
}
