import Platform

/// The names in one folder, in the order of their bytes, in memory a part of them at a time: the folder
/// is read once a part, and of each reading only the smallest names behind the last part are kept. So a
/// folder of ten million files takes the memory of one of a hundred thousand, and the order does not
/// depend on the file system's.
package struct FolderListing {
  /// Where a name stands in `bytes`.
  private struct Name {
    let start: UInt32
    let count: UInt32
  }

  private let folder: RawPath
  private let partCount: Int
  private var bytes: [UInt8] = []
  private var names: [Name] = []
  private var next = 0
  /// Names behind the ones at hand are still in the folder.
  private var hasMore = true

  /// - Parameter partCount: names in memory; twice as many while the folder is read.
  /// - Throws: `io` when the folder cannot be listed.
  package init(folder: RawPath, partCount: Int = 1 << 16) throws {
    self.folder = folder
    self.partCount = max(partCount, 1)
    try readPart(after: nil)
  }

  /// The next name; nil after the last.
  /// - Throws: `io` when the folder cannot be read again.
  package mutating func nextName() throws -> [UInt8]? {
    if next == names.count {
      guard hasMore, let last = names.last else { return nil }
      try readPart(after: text(last))
      guard !names.isEmpty else { return nil }
    }
    defer { next += 1 }
    return text(names[next])
  }

  private func text(_ name: Name) -> [UInt8] {
    Array(bytes[Int(name.start)..<Int(name.start) + Int(name.count)])
  }

  private mutating func readPart(after last: [UInt8]?) throws {
    bytes.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
    next = 0
    hasMore = false
    var bound: [UInt8]?
    try FileSystem.forEachName(in: folder) { name in
      if let last, !last.withUnsafeBytes({ precedes($0, name) }) { return }
      if let bound, !bound.withUnsafeBytes({ precedes(name, $0) }) { return }
      names.append(Name(start: UInt32(bytes.count), count: UInt32(name.count)))
      bytes.append(contentsOf: name)
      guard names.count == 2 * partCount else { return }
      keepSmallest()
      bound = names.last.map(text)
    }
    keepSmallest()
  }

  /// Sorts, and lets go of what does not belong to this part.
  private mutating func keepSmallest() {
    bytes.withUnsafeBytes { bytes in
      func content(_ name: Name) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
          rebasing: bytes[Int(name.start)..<Int(name.start) + Int(name.count)])
      }
      names.sort { precedes(content($0), content($1)) }
    }
    guard names.count > partCount else { return }
    hasMore = true
    names.removeLast(names.count - partCount)
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    for index in names.indices {
      let name = text(names[index])
      names[index] = Name(start: UInt32(kept.count), count: UInt32(name.count))
      kept += name
    }
    bytes = kept
  }
}

/// Whether `left` stands before `right` in the order of bytes.
private func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  left.lexicographicallyPrecedes(right)
}
