import Platform

extension CurationRun {
  /// The window with the lines of the old report that still hold, and, where they stood, the files that
  /// are in quarantine since.
  func withPrevious(_ items: [CurationItem]) throws -> [CurationItem] {
    guard let previous else { return items }
    var merged: [CurationItem] = []
    for var item in items {
      while let line = try previous.peek() {
        let order = order.relation(of: line.record.path, to: item.path)
        if order == .later { break }
        previous.advance()
        if order == .same {
          if item.isUnchanged(since: line) {
            item.previous = taken(line, item)
          } else if item.status == nil, let moved = movedItem(line) {
            // It was given itself, not found in a folder.
            item = moved
          }
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

  /// The item of a file that is gone; nil when no quarantine has it, or it was not given.
  private func movedItem(_ line: PreviousReport.Line) -> CurationItem? {
    let path = line.record.path
    guard let place = operands.place(of: path), FileSystem.statusWithoutFollowing(path) == nil,
      quarantine?.destination(of: path) != nil
    else { return nil }
    var item = CurationItem(
      path: path, relative: Array(path.bytes[place.start...]), root: place.index, status: nil,
      problem: "")
    item.previous = taken(line, item)
    return item
  }

  /// A line with the class that its file has in this run, for which other folders may have been given.
  private func taken(
    _ line: PreviousReport.Line, _ item: CurationItem
  ) -> PreviousReport.Line {
    guard line.record.folder != item.folder else { return line }
    var record = line.record
    record.folder = item.folder
    return PreviousReport.Line(bytes: record.jsonLine, record: record)
  }
}
