import Platform

extension CurationRun {
  /// The window with the lines of the old report that still hold, and, where they stood, the files that
  /// are in quarantine since.
  func withPrevious(_ items: [CurationItem]) throws -> [CurationItem] {
    guard let previous else { return items }
    var merged: [CurationItem] = []
    for var item in items {
      while let line = try previous.peek() {
        let order = order(line, item)
        if order == .later { break }
        previous.advance()
        if order == .same {
          if item.isUnchanged(since: line) { item.previous = line }
          break
        }
        if let moved = movedItem(line) { merged.append(moved) }
      }
      merged.append(item)
    }
    return merged
  }

  /// What is left of the old report when the walk has ended.
  func rest() throws -> [CurationItem] {
    guard let previous else { return [] }
    var items: [CurationItem] = []
    while let line = try previous.peek() {
      previous.advance()
      if let moved = movedItem(line) { items.append(moved) }
    }
    return items
  }

  private enum Order { case earlier, same, later }

  /// Where a line of the old report stands, seen from a file of the walk.
  private func order(_ line: PreviousReport.Line, _ item: CurationItem) -> Order {
    let path = line.record.path
    if path == item.path { return .same }
    let root = roots[item.root]
    let prefix = root.appending([]).bytes
    guard path.bytes.starts(with: prefix) else {
      // Of something else that was given: before this, or after it.
      let isOfEarlier = roots[..<item.root].contains { $0.holds(path) }
      return isOfEarlier ? .earlier : .later
    }
    let isBefore = path.bytes.dropFirst(prefix.count).lexicographicallyPrecedes(item.relative) {
      Self.rank($0) < Self.rank($1)
    }
    return isBefore ? .earlier : .later
  }

  /// A folder's files stand where its name does: before all names that go on where its name ends.
  private static func rank(_ byte: UInt8) -> Int { byte == UInt8(ascii: "/") ? -1 : Int(byte) }

  /// The item of a file that is gone; nil when no quarantine has it.
  private func movedItem(_ line: PreviousReport.Line) -> CurationItem? {
    let path = line.record.path
    guard FileSystem.statusWithoutFollowing(path) == nil,
      quarantine?.destination(of: path) != nil
    else { return nil }
    return CurationItem(
      path: path, relative: path.name, root: 0, status: nil, problem: "", previous: line)
  }
}

extension RawPath {
  /// Whether `path` is this or below it.
  fileprivate func holds(_ path: RawPath) -> Bool {
    path == self || path.bytes.starts(with: appending([]).bytes)
  }
}
