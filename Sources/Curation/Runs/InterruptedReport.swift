import Platform

/// The report of a resumed run grows beside the one that it goes on from, until that has no lines left to
/// take over. When the run is interrupted before, both are kept: only the new one may have the lines of
/// files that are in quarantine since, only the old one those behind.
enum InterruptedReport {
  static func path(of report: String) -> String { report + ".tmp" }

  /// Puts the lines of the report that stand behind the interrupted one's last at its end, and lets it take
  /// the report's place. Killed in between, it is longer, and as good for the next time.
  /// - Parameter report: as it is there, locked.
  /// - Returns: what is in the report's place now, locked.
  /// - Throws: `io`; `busy`; `invalidArgument` for a file that is no report.
  static func join(to report: LockedFile, order: ReportOrder) throws -> LockedFile {
    let path = path(of: report.path)
    guard FileSystem.kind(of: path) != nil else { return report }
    let file = try LockedFile(path: path, creates: false, patience: 0)
    guard let end = try cutToWholeLines(file) else { return report }
    let reader = try LineReader(path: report.path)
    var isBehind = false
    var lines: [UInt8] = []
    while let line = try reader.next() {
      if !isBehind {
        let what = "\(report.path), line \(reader.number)"
        let record = try FileRecord(jsonLine: line, what: what)
        let relation = order.relation(of: record.path, to: end)
        isBehind = relation != .earlier
        guard relation == .later else { continue }
      }
      lines += line + [UInt8(ascii: "\n")]
      guard lines.count > 1 << 20 else { continue }
      try file.append(lines, syncs: false)
      lines = []
    }
    try file.append(lines, syncs: false)
    try file.sync()
    try file.rename(to: report.path)
    return file
  }

  /// - Returns: the path in the last line; nil without one.
  private static func cutToWholeLines(_ file: LockedFile) throws -> RawPath? {
    let reader = try LineReader(path: file.path)
    var last: [UInt8]?
    var size = 0
    while let line = try reader.next() {
      last = line
      size += line.count + 1
    }
    let record = try last.map {
      try FileRecord(jsonLine: $0, what: "\(file.path), line \(reader.number)")
    }
    guard let record else { return nil }
    try file.cut(to: size)
    return record.path
  }
}
