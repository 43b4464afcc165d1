import Glibc
import Platform

/// All that is in a folder: names, bytes, links, permissions, times of change.
struct Tree: Equatable {
  private struct Entry: Equatable {
    let path: [UInt8]
    let content: [UInt8]
    let mode: UInt32
    let seconds: Int
    let nanoseconds: Int
  }

  private var entries: [Entry] = []

  init(_ path: String) throws { try add(RawPath(path), below: []) }

  private mutating func add(_ folder: RawPath, below: [UInt8]) throws {
    for name in try FileSystem.rawNames(in: folder) {
      let path = folder.appending(name)
      let relative = below + [UInt8(ascii: "/")] + name
      guard let status = FileSystem.statusWithoutFollowing(path) else { continue }
      if status.kind == .folder {
        // Moving files changes the times of their folders.
        entries.append(
          Entry(path: relative, content: [], mode: status.permissions, seconds: 0, nanoseconds: 0))
        try add(path, below: relative)
        continue
      }
      let content =
        status.isLink
        ? Array("a link".utf8) : try FileSystem.read(path).withBytes { Array($0) }
      entries.append(
        Entry(
          path: relative, content: content, mode: status.permissions,
          seconds: status.modified.seconds, nanoseconds: status.modified.nanoseconds))
    }
  }
}
