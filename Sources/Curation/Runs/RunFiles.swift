import Platform

/// The files that a run writes. The report grows in its place; the others appear there when they are
/// whole.
final class RunFiles {
  private let options: CurationOptions
  private let paths: [RawPath]
  private var report: LockedFile?
  /// The report that is there, held until the new one takes its place.
  private var replaced: LockedFile?
  private let csv: OutputFile?
  private let list: OutputFile?

  /// - Parameters:
  ///   - paths: what is validated.
  ///   - order: of the report's lines.
  /// - Throws: `io`; `busy` when another run writes the report; `invalidArgument` when the place of a
  ///   file is taken by something else.
  init(_ options: CurationOptions, paths: [RawPath], order: ReportOrder) throws {
    self.options = options
    self.paths = paths
    try Self.check(options, paths)
    if let path = options.reportPath.map(FileSystem.resolvingLinks) {
      let file = try LockedFile(path: path, creates: true, patience: 0)
      try Self.checkIsReport(path)
      let interrupted = InterruptedReport.path(of: path)
      if FileSystem.kind(of: interrupted) != nil { try Self.checkIsReport(interrupted) }
      if options.resume {
        replaced = try InterruptedReport.join(to: file, order: order)
        report = try LockedFile(path: interrupted, creates: true, patience: 0)
      } else {
        // What it has is of a run before this one.
        try FileSystem.removeFile(interrupted)
        report = file
      }
      try report?.cut(to: 0)
    }
    csv = try options.csvPath.map(OutputFile.init)
    list = try options.listPath.map(OutputFile.init)
    try csv?.append(FileRecord.csvHeader)
    try write(CurationSummary())
  }

  private static func check(_ options: CurationOptions, _ paths: [RawPath]) throws {
    var outputs = OutputPaths(operands: paths)
    if let folder = options.quarantinePath {
      try outputs.add(
        FileSystem.join(folder, Manifest.name), as: "quarantine's manifest", growsInPlace: true)
    }
    try outputs.add(options.reportPath, as: "report", growsInPlace: true)
    try outputs.add(
      options.reportPath.map { InterruptedReport.path(of: FileSystem.resolvingLinks($0)) },
      as: "report of a resumed run",
      growsInPlace: true)
    try outputs.add(options.csvPath, as: "CSV")
    try outputs.add(options.summaryPath, as: "summary")
    try outputs.add(options.listPath, as: "list")
  }

  /// Their identities, for the walk to pass by.
  var identities: Set<FileSystem.Identity> {
    let written = [
      report?.path, replaced?.path, options.summaryPath, options.csvPath, options.listPath,
    ].compactMap { path in path.flatMap { FileSystem.status(of: RawPath($0))?.identity } }
    return Set(written + [csv?.identity, list?.identity].compactMap { $0 })
  }

  /// Adds to the report and to the CSV.
  func append(report lines: [UInt8], csv rows: [UInt8]) throws {
    try report?.append(lines, syncs: false)
    try csv?.append(rows)
  }

  /// Adds to the list. Throws `unsupported` for a path that the list's form cannot hold.
  func append(listed path: RawPath) throws {
    guard let list else { return }
    let end = options.listEndsWithZero ? 0 : UInt8(ascii: "\n")
    guard !path.bytes.contains(end) else {
      throw ScanlineError(
        .unsupported, "\(path.text): a list of lines cannot hold a path with a line feed")
    }
    try list.append(path.bytes + [end])
  }

  /// What is in the report so far survives a power failure, too.
  func syncReport() throws { try report?.sync() }

  /// All lines of the old report have been taken over or dropped: the new one takes its place.
  func settle() throws {
    guard let path = replaced?.path else { return }
    try report?.sync()
    try report?.rename(to: path)
    replaced = nil
  }

  /// Puts the files in their places.
  func finish(_ summary: CurationSummary) throws {
    try settle()
    try report?.sync()
    try csv?.finish()
    try list?.finish()
    try write(summary)
  }

  func write(_ summary: CurationSummary) throws {
    guard let path = options.summaryPath else { return }
    var text = try summary.json(paths: paths.map(\.text))
    try text.withUTF8 {
      try FileSystem.writeAtomically(UnsafeRawBufferPointer($0), to: path)
    }
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
