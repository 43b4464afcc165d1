import Platform

/// A search's events on disk: JSON Lines, the header first, then one event a line, each synced before
/// the call that caused it returns. Append-only; one search at a time has it open.
package final class Journal: Sendable {
  /// Bytes of an unfinished last line that were cut off when it was opened.
  package let cutByteCount: Int
  private let file: AppendFile

  /// Opens or creates the journal and returns the events that it holds.
  ///
  /// A last line without an end, as a kill in the midst of a write leaves it, is cut off.
  /// - Throws: `busy` when another search has it open; `invalidArgument` or `versionMismatch` when it
  ///   is not this search's journal; `corruptModel` for a line that is no event; `io`.
  package static func open(_ path: String, header: JournalHeader) throws -> (
    Journal, [JournalEvent]
  ) {
    let file = try AppendFile(path: path)
    let bytes = try FileSystem.read(path)
    return try bytes.withBytes { bytes in
      let end = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
      let events =
        end == 0
        ? try begin(file, header, found: bytes)
        : try parse(bytes[..<end], path: path, header: header)
      let cutByteCount = bytes.count - end
      if end > 0 { try file.cut(to: end) }
      if cutByteCount > 0 {
        Log.write(
          .warning, "\(path): \(cutByteCount) bytes of an unfinished line at the end were cut off")
      }
      return (Journal(file, cutByteCount: cutByteCount), events)
    }
  }

  private init(_ file: AppendFile, cutByteCount: Int) {
    self.file = file
    self.cutByteCount = cutByteCount
  }

  /// Adds an event. When this throws (`io`), the journal is as it was.
  package func append(_ event: JournalEvent) throws {
    try Self.append(line: JSON.encode(event), to: file)
  }

  private static func append(line: String, to file: AppendFile) throws {
    var bytes = Array(line.utf8)
    bytes.append(UInt8(ascii: "\n"))
    try bytes.withUnsafeBytes { try file.append($0) }
  }

  /// Writes the header of a new journal, or of one that was killed while its header was written; any
  /// other file is not ours to cut.
  private static func begin(
    _ file: AppendFile, _ header: JournalHeader, found: UnsafeRawBufferPointer
  ) throws -> [JournalEvent] {
    let line = try JSON.encode(header)
    guard line.utf8.starts(with: found) else {
      throw ScanlineError(.invalidArgument, "\(file.path): not a Scanline journal")
    }
    try file.cut(to: 0)
    try append(line: line, to: file)
    return []
  }

  private static func parse(
    _ bytes: Slice<UnsafeRawBufferPointer>, path: String, header: JournalHeader
  ) throws -> [JournalEvent] {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast().map { String(decoding: $0, as: UTF8.self) }
    do {
      try header.checkSame(as: JournalHeader.read(lines[0]))
    } catch let error as ScanlineError {
      throw error.about(path)
    }
    return try lines.indices.dropFirst().map { index in
      try JSON.decode(
        JournalEvent.self, from: lines[index], what: "\(path): line \(index + 1)",
        kind: .corruptModel)
    }
  }
}
