import Glibc
import Platform

/// A search's events on disk: JSON Lines, the header first, then one event a line, each fsynced before
/// the call that caused it returns. Append-only; one process at a time has it open.
package final class Journal: @unchecked Sendable {
  package let path: String
  private let descriptor: Int32
  /// Bytes of an unfinished last line that were cut off when it was opened.
  package private(set) var cutByteCount = 0
  /// Bytes that are known to be whole lines.
  private var size = 0
  /// Set when a failed write could not be taken back: nothing may follow it.
  private var isBroken = false

  /// Opens or creates the journal and returns the events that it holds.
  ///
  /// A last line without an end, as a kill in the midst of a write leaves it, is cut off.
  /// - Throws: `busy` when another search has it open; `invalidArgument` or `versionMismatch` when it
  ///   is not this search's journal; `corruptModel` for a line that is no event; `io`.
  package static func open(_ path: String, header: JournalHeader) throws -> (
    Journal, [JournalEvent]
  ) {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileSystem.systemError("cannot open journal", path) }
    let journal = Journal(path: path, descriptor: descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      guard errno == EWOULDBLOCK else { throw FileSystem.systemError("cannot lock", path) }
      throw ScanlineError(.busy, "\(path): the journal is in use by another search")
    }
    return (journal, try journal.load(header))
  }

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  // Closing releases the lock.
  deinit { close(descriptor) }

  /// Adds an event. When this throws (`io`), the journal is as it was.
  package func append(_ event: JournalEvent) throws {
    try append(line: try JSON.encode(event))
  }

  private func append(line: String) throws {
    guard !isBroken else {
      throw ScanlineError(.io, "\(path): an earlier write failed and could not be taken back")
    }
    var bytes = Array(line.utf8)
    bytes.append(UInt8(ascii: "\n"))
    do {
      try bytes.withUnsafeBytes { try FileSystem.writeAll($0, to: descriptor, path: path) }
      guard fsync(descriptor) == 0 else { throw FileSystem.systemError("cannot sync", path) }
      size += bytes.count
    } catch {
      isBroken = ftruncate(descriptor, size) != 0
      throw error
    }
  }

  // MARK: - Reading

  private func load(_ header: JournalHeader) throws -> [JournalEvent] {
    let bytes = try FileSystem.read(path)
    return try bytes.withBytes { bytes in
      let end = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
      let headerLine = try JSON.encode(header)
      if end == 0 {
        // New, or killed while the header was written; any other file is not ours to cut.
        guard headerLine.utf8.starts(with: bytes) else {
          throw ScanlineError(.invalidArgument, "\(path): not a Scanline journal")
        }
        try cut(bytes.count, to: 0)
        try append(line: headerLine)
        FileSystem.syncFolder(of: path)
        return []
      }
      let lines = bytes[..<end].split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
      )
      .dropLast().map { String(decoding: $0, as: UTF8.self) }
      do {
        try header.checkSame(as: JournalHeader.read(lines[0]))
      } catch let error as ScanlineError {
        throw error.about(path)
      }
      let events = try lines.indices.dropFirst().map { index in
        try JSON.decode(
          JournalEvent.self, from: lines[index], what: "\(path): line \(index + 1)",
          kind: .corruptModel)
      }
      try cut(bytes.count, to: end)
      return events
    }
  }

  /// Drops what a killed write left behind the last whole line.
  private func cut(_ count: Int, to end: Int) throws {
    size = end
    cutByteCount = count - end
    guard cutByteCount > 0 else { return }
    Log.write(
      .warning, "\(path): \(cutByteCount) bytes of an unfinished line at the end were cut off")
    guard ftruncate(descriptor, end) == 0 else { throw FileSystem.systemError("cannot cut", path) }
  }
}
