import Platform

/// The order of a report's lines: what was given in its order, and within a folder by the bytes of the
/// names, a folder's files where its name stands.
struct ReportOrder: Sendable {
  enum Relation { case earlier, same, later }

  /// What was given.
  let roots: [RawPath]

  /// Where a line stands, seen from another path.
  /// - Parameter root: of that path; the first that holds it, unless it is told.
  func relation(of line: RawPath, to path: RawPath, in root: Int? = nil) -> Relation {
    if line == path { return .same }
    let root = root ?? roots.firstIndex { path.isWithin($0) } ?? roots.count
    let prefix = root < roots.count ? roots[root].appending([]).bytes : nil
    guard let prefix, line.bytes.starts(with: prefix) else {
      // Of something else that was given: before this, or after it.
      return roots[..<root].contains { line.isWithin($0) } ? .earlier : .later
    }
    let isBefore = line.bytes.dropFirst(prefix.count)
      .lexicographicallyPrecedes(path.bytes.dropFirst(prefix.count)) {
        Self.rank($0) < Self.rank($1)
      }
    return isBefore ? .earlier : .later
  }

  /// A folder's files stand where its name does: before all names that go on where its name ends.
  private static func rank(_ byte: UInt8) -> Int { byte == UInt8(ascii: "/") ? -1 : Int(byte) }
}
