import Platform

/// The order of a report's lines: what was given in its order, and within a folder by the bytes of the
/// names, a folder's files where its name stands.
struct ReportOrder: Sendable {
  enum Relation { case earlier, same, later }

  let operands: Operands

  /// Where a line stands, seen from another path; earlier than anything when it is of no operand.
  func relation(of line: RawPath, to path: RawPath) -> Relation {
    if line == path { return .same }
    guard let one = operands.place(of: line), let other = operands.place(of: path) else {
      return .earlier
    }
    guard one.index == other.index else { return one.index < other.index ? .earlier : .later }
    let isBefore = line.bytes[one.start...].lexicographicallyPrecedes(path.bytes[other.start...]) {
      Self.rank($0) < Self.rank($1)
    }
    return isBefore ? .earlier : .later
  }

  /// A folder's files stand where its name does: before all names that go on where its name ends.
  private static func rank(_ byte: UInt8) -> Int { byte == UInt8(ascii: "/") ? -1 : Int(byte) }
}
