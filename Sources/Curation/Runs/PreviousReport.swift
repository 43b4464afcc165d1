import Platform

/// The lines of a report that is there already, as they are asked for.
final class PreviousReport {
  struct Line: Sendable {
    /// Without its line feed.
    let bytes: [UInt8]
    let record: FileRecord
  }

  private let path: String
  private let reader: LineReader
  private let pool: ThreadPool
  /// Lines that were read ahead.
  private var lines: ArraySlice<Line> = []

  /// - Throws: `io`.
  init(path: String, pool: ThreadPool) throws {
    self.path = path
    self.pool = pool
    reader = try LineReader(path: path)
  }

  /// The next line, which stays the next one; nil after the last whole one.
  /// - Throws: `io`; `invalidArgument` for a line that is none of a report.
  func peek() throws -> Line? {
    if lines.isEmpty { try readAhead() }
    return lines.first
  }

  /// Goes on to the line after.
  func advance() { lines = lines.dropFirst() }

  private func readAhead() throws {
    let first = reader.number + 1
    var texts: [[UInt8]] = []
    while texts.count < 64 * pool.threadCount, let text = try reader.next() { texts.append(text) }
    lines = try pool.map(texts.count) { [texts, path] index in
      Result {
        try FileRecord(jsonLine: texts[index], what: "\(path), line \(first + index)")
      }
    }.enumerated().map { index, record in
      Line(bytes: texts[index], record: try record.get())
    }[...]
  }
}
