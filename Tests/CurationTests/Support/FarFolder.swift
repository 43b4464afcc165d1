import Glibc
import Platform
import Testing

/// A folder that is not on the file system of the temporary ones, removed with all that is in it.
final class FarFolder {
  let path: String

  init() throws {
    path = Self.place
    try #require(mkdir(path, 0o700) == 0)
  }

  func makeFolders(_ names: [String]) throws {
    for name in names { try #require(mkdir(path + "/" + name, 0o700) == 0) }
  }

  deinit { TemporaryFolder.remove(RawPath(path)) }

  private static var place: String {
    "/dev/shm/scanline-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
  }

  /// Whether there is one on this machine.
  static var exists: Bool {
    guard let here = try? TemporaryFolder(), let there = try? FarFolder() else { return false }
    var (one, other) = (stat(), stat())
    return stat(here.path, &one) == 0 && stat(there.path, &other) == 0 && one.st_dev != other.st_dev
  }
}
