import Platform

extension FileList {
  private static let byteLimit = 4 << 30

  /// A CSV file whose header names a column `path` and a column `label`; others are ignored. Relative
  /// paths start from the CSV file's folder.
  /// - Throws: `io`, `invalidArgument` naming file and line, `noData` for fewer than two labels.
  init(csv: String) throws {
    let bytes = try FileSystem.read(csv, limit: Self.byteLimit)
    // Read twice, so that only paths are kept, not rows.
    let labels = try bytes.withBytes { bytes in
      var labels: Set<String> = []
      try Self.forEachRow(bytes, name: csv) { labels.insert($0.label) }
      return labels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    self.init(source: csv, root: RawPath(FileSystem.parent(of: csv)), labels: labels)
    try checkLabels()
    let indices = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    try bytes.withBytes { bytes in
      try Self.forEachRow(bytes, name: csv) { row in
        if let index = indices[row.label] { try append(row.path.utf8, label: index) }
      }
    }
  }

  private static func forEachRow(
    _ bytes: UnsafeRawBufferPointer, name: String,
    _ body: ((path: String, label: String)) throws -> Void
  ) throws {
    var reader = CSVReader(bytes, name: name)
    guard let header = try reader.nextRow() else {
      throw ScanlineError(.noData, "\(name): empty; a header \"path,label\" was expected")
    }
    guard let pathColumn = header.firstIndex(of: "path"),
      let labelColumn = header.firstIndex(of: "label")
    else {
      throw reader.error(
        "the header is \"\(header.joined(separator: ","))\"; it needs the columns path and label")
    }
    while let row = try reader.nextRow() {
      guard row.count == header.count else {
        throw reader.error("\(row.count) fields where the header has \(header.count)")
      }
      guard !row[pathColumn].isEmpty else { throw reader.error("the path is empty") }
      guard !row[labelColumn].isEmpty else { throw reader.error("the label is empty") }
      try body((row[pathColumn], row[labelColumn]))
    }
  }
}
