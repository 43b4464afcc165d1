import Platform

/// A search's events on disk: JSON Lines, the header first, then one record a line, each synced before
/// the call that caused it returns. Append-only.
///
/// Several processes and handles may search over one journal: each operation locks it, reads what the
/// others have appended since, and appends its own.
struct Journal: Sendable {
  let path: String
  /// Whether it is left as it is, whatever is found in it.
  let isReadOnly: Bool
  /// Bytes that were read, all of whole lines.
  private var offset: Int
  /// Lines in those.
  private var lineCount: Int

  /// The header of an existing journal.
  /// - Throws: `io`; `invalidArgument` or `versionMismatch` when it is not a journal that we read.
  static func header(of path: String) throws -> JournalHeader {
    let file = try LockedFile(reading: path)
    return try file.read(from: 0).withBytes { bytes in
      guard let end = bytes.firstIndex(of: newline) else {
        throw ScanlineError(.invalidArgument, "\(path): not a Scanline journal")
      }
      do {
        return try JournalHeader.read(String(decoding: bytes[..<end], as: UTF8.self))
      } catch let error as ScanlineError {
        throw error.about(path)
      }
    }
  }

  /// Opens an existing journal only to read it.
  /// - Throws: `invalidArgument` when it is no journal; `busy`; `io`.
  init(reading path: String) throws {
    let file = try LockedFile(reading: path)
    self.path = path
    isReadOnly = true
    lineCount = 1
    offset = try file.read(from: 0).withBytes { bytes in
      guard let end = bytes.firstIndex(of: Self.newline) else {
        throw ScanlineError(.invalidArgument, "\(path): not a Scanline journal")
      }
      return end + 1
    }
  }

  /// Opens the journal, or begins it with `header`.
  /// - Throws: `invalidArgument` or `versionMismatch` when it is not this search's journal; `busy` when
  ///   another process does not let go of it; `io`.
  init(_ path: String, header: JournalHeader) throws {
    let file = try LockedFile(path: path, creates: true)
    let bytes = try file.read(from: 0)
    self.path = path
    isReadOnly = false
    lineCount = 1
    offset = try bytes.withBytes { bytes in
      if let end = bytes.firstIndex(of: Self.newline) {
        do {
          try header.checkSame(
            as: JournalHeader.read(String(decoding: bytes[..<end], as: UTF8.self)))
        } catch let error as ScanlineError {
          throw error.about(path)
        }
        return end + 1
      }
      // New, or killed while its header was written; any other file is not ours to cut.
      let line = try JSON.encode(header)
      guard JournalHeader.isBeginning(bytes, of: line) else {
        throw ScanlineError(.invalidArgument, "\(path): not a Scanline journal")
      }
      try file.cut(to: 0)
      try Self.append(line: line, to: file)
      return file.size
    }
  }

  /// Locks the journal until the result goes. With `catchUp` to follow.
  /// - Throws: `busy`; `io`.
  func lock() throws -> LockedFile {
    try isReadOnly ? LockedFile(reading: path) : LockedFile(path: path, creates: false)
  }

  /// Hands on the records that were appended since the last call, each with the journal as it is behind it. A
  /// last line without an end, as a kill in the midst of a write leaves it, is cut off (left alone, when only
  /// reading).
  /// - Throws: `corruptModel` for a line that is no record or that `body` refuses, and for a journal that
  ///   has become shorter; `io`.
  mutating func catchUp(
    _ file: LockedFile, _ body: (JournalRecord, Journal) throws -> Void
  ) throws {
    guard file.size != offset else { return }
    guard file.size > offset else {
      throw ScanlineError(
        .corruptModel, "\(path): \(file.size) bytes, where \(offset) had been; it was replaced")
    }
    let bytes = try file.read(from: offset)
    try bytes.withBytes { bytes in
      var rest = bytes[...]
      while let end = rest.firstIndex(of: Self.newline) {
        let line = String(decoding: rest[..<end], as: UTF8.self)
        let what = "\(path): line \(lineCount + 1)"
        let record = try JSON.decode(
          JournalRecord.self, from: line, what: what, kind: .corruptModel)
        var next = self
        next.offset += end + 1 - rest.startIndex
        next.lineCount += 1
        do { try body(record, next) } catch let error as ScanlineError {
          throw ScanlineError(.corruptModel, "\(what): \(error.message)")
        }
        self = next
        rest = rest[(end + 1)...]
      }
      guard !rest.isEmpty, !isReadOnly else { return }
      try file.cut(to: offset)
      Log.write(
        .warning, "\(path): \(rest.count) bytes of an unfinished line at the end were cut off")
    }
  }

  /// Adds a record to the locked journal. When this throws (`io`), the journal is as it was.
  mutating func append(_ record: JournalRecord, to file: LockedFile) throws {
    try Self.append(line: JSON.encode(record), to: file)
    offset = file.size
    lineCount += 1
  }

  private static let newline = UInt8(ascii: "\n")

  private static func append(line: String, to file: LockedFile) throws {
    var bytes = Array(line.utf8)
    bytes.append(newline)
    try bytes.withUnsafeBytes { try file.append($0) }
  }
}
