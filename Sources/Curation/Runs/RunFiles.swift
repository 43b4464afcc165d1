import Platform

/// The files that a run writes. The report grows in its place; the others appear there when they are
/// whole.
final class RunFiles {
  private let options: CurationOptions
  private let paths: [String]
  private var report: LockedFile?
  /// The report that is there, held until the new one takes its place.
  private var replaced: LockedFile?
  private let csv: LockedFile?
  private let list: LockedFile?

  private static let temporaryEnding = ".tmp"

  /// - Parameter paths: what is validated, for the summary.
  /// - Throws: `io`; `busy` when another run writes one of the files; `invalidArgument` when the report's
  ///   place is taken by something else.
  init(_ options: CurationOptions, paths: [String]) throws {
    self.options = options
    self.paths = paths
    csv = try options.csvPath.map(Self.temporary)
    list = try options.listPath.map(Self.temporary)
    if let path = options.reportPath {
      let file = try LockedFile(path: path, creates: true, patience: 0)
      try Self.checkIsReport(path)
      if options.resume {
        replaced = file
        report = try Self.temporary(path)
      } else {
        try file.cut(to: 0)
        report = file
      }
    }
    try csv?.append(FileRecord.csvHeader, syncs: false)
    try write(CurationSummary())
  }

  /// Their identities, for the walk to pass by.
  var identities: Set<FileSystem.Identity> {
    let open = [report, replaced, csv, list].compactMap { $0?.path }
    let written = [options.summaryPath, options.csvPath, options.listPath].compactMap { $0 }
    return Set((open + written).compactMap { FileSystem.status(of: RawPath($0))?.identity })
  }

  /// Adds to the report and to the CSV.
  func append(report lines: [UInt8], csv rows: [UInt8]) throws {
    try report?.append(lines, syncs: false)
    try csv?.append(rows, syncs: false)
  }

  /// Adds to the list. Throws `unsupported` for a path that the list's form cannot hold.
  func append(listed path: RawPath) throws {
    guard let list else { return }
    let end = options.listEndsWithZero ? 0 : UInt8(ascii: "\n")
    guard !path.bytes.contains(end) else {
      throw ScanlineError(
        .unsupported, "\(path.text): a list of lines cannot hold a path with a line feed")
    }
    try list.append(path.bytes + [end], syncs: false)
  }

  /// What is in the report so far survives a power failure, too.
  func syncReport() throws { try report?.sync() }

  /// All lines of the old report have been taken over or dropped: the new one takes its place.
  func settle() throws {
    guard replaced != nil, let path = options.reportPath else { return }
    try report?.sync()
    try report?.rename(to: path)
    replaced = nil
  }

  /// Puts the files in their places.
  func finish(_ summary: CurationSummary) throws {
    try settle()
    try report?.sync()
    for (file, path) in [(csv, options.csvPath), (list, options.listPath)] {
      guard let file, let path else { continue }
      try file.sync()
      try file.rename(to: path)
    }
    try write(summary)
  }

  func write(_ summary: CurationSummary) throws {
    guard let path = options.summaryPath else { return }
    var text = try summary.json(paths: paths)
    try text.withUTF8 {
      try FileSystem.writeAtomically(UnsafeRawBufferPointer($0), to: path)
    }
  }

  private static func temporary(_ path: String) throws -> LockedFile {
    let file = try LockedFile(path: path + temporaryEnding, creates: true, patience: 0)
    try file.cut(to: 0)
    return file
  }

  /// A report is replaced by a report; a picture whose name was given by mistake is not.
  private static func checkIsReport(_ path: String) throws {
    let start = Array("{\"file\":".utf8)
    let found = try FileSystem.beginning(of: path, count: start.count)
    guard start.starts(with: found) else {
      throw ScanlineError(.invalidArgument, "\(path): there is a file already, and no report")
    }
  }
}
