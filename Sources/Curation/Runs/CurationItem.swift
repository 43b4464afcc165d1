import Platform

/// A file on its way through a run.
struct CurationItem: Sendable {
  let path: RawPath
  /// The path below the folder that was given; of a file that was given itself, its name.
  let relative: [UInt8]
  /// Index of the operand.
  let root: Int
  /// Of a link whose file was moved to quarantine in this run: where the file is now.
  var source: RawPath?
  /// Nil for what cannot be validated, with the reason in `problem`.
  var status: FileSystem.Status?
  let problem: String
  /// The line of the report that was there, when it still holds.
  var previous: PreviousReport.Line?

  /// Where its bytes are.
  var file: RawPath { source ?? path }

  /// Asks the system for the bytes, if they will be read.
  func fetch() {
    if status != nil, previous == nil { FileSystem.fetch(file) }
  }

  /// The first folder on the way.
  var folder: String? {
    guard let slash = relative.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    return String(decoding: relative[..<slash], as: UTF8.self)
  }

  /// Whether a line of an earlier report is about this file, unchanged.
  func isUnchanged(since line: PreviousReport.Line) -> Bool {
    guard let status, line.record.path == path, line.record.report.reason != .unreadable else {
      return false
    }
    return line.record.size == status.size && line.record.modified == status.modified.text
  }
}
