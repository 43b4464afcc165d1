import Glibc

extension FileSystem {
  /// Makes a folder; one that is there already is left as it is.
  package static func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o777) != 0 else { return }
    let error = systemError("cannot create folder", path)
    guard kind(of: path) == .folder else { throw error }
  }

  /// Removes a file. One that is not there is as good as removed.
  package static func removeFile(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else { throw systemError("cannot remove", path) }
  }
}
