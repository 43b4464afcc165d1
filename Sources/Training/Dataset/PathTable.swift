import Platform

/// Many paths in one piece of memory: a million files cost their bytes and an offset each, not an object
/// each.
struct PathTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  mutating func append(_ path: some Sequence<UInt8>) {
    bytes.append(contentsOf: path)
    ends.append(bytes.count)
  }

  subscript(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// A path to open: relative ones start from `root`.
  func path(_ index: Int, from root: RawPath) -> RawPath {
    let path = self[index]
    return path.first == UInt8(ascii: "/")
      ? RawPath(bytes: Array(path)) : root.appending(Array(path))
  }
}
