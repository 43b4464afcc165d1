/// Many paths in one piece of memory: a million files cost their bytes and an offset each, not an object
/// each.
package struct PathTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  package init() {}

  package var count: Int { ends.count }

  package mutating func append(_ path: some Sequence<UInt8>) {
    bytes.append(contentsOf: path)
    ends.append(bytes.count)
  }

  package subscript(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// A path to open: relative ones start from `root`.
  package func path(_ index: Int, from root: RawPath) -> RawPath {
    .joining(self[index], to: root)
  }

  /// Lends the same path to a system call.
  package func withCString(
    _ index: Int, from root: RawPath, _ body: (UnsafePointer<CChar>) throws -> Void
  ) rethrows {
    let (path, slash) = (self[index], UInt8(ascii: "/"))
    let folder = path.first == slash ? [] : root.bytes[...]
    let needsSlash = path.first != slash && folder.last != slash
    let count = folder.count + (needsSlash ? 1 : 0) + path.count + 1
    try ThreadMemory.lend(count) { room in
      let text = UnsafeMutableRawBufferPointer(start: room, count: count)
      text.copyBytes(from: folder)
      if needsSlash { text[folder.count] = slash }
      text[(count - 1 - path.count)...].copyBytes(from: path)
      text[count - 1] = 0
      try body(UnsafePointer(room.bindMemory(to: CChar.self, capacity: count)))
    }
  }
}
