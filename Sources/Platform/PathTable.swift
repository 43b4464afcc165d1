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
}
