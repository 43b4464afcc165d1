import Platform

extension FileList {
  private static let byteLimit = 4 << 30

  /// A CSV file whose header names a column `path` and a column `label`; others are ignored. Relative
  /// paths start from the CSV file's folder.
  /// - Throws: `io`, `invalidArgument` naming file and line, `noData` for fewer than two labels.
  init(csv: String) throws {
    let bytes = try FileSystem.read(csv, limit: Self.byteLimit)
    let rows = try bytes.withBytes { try Self.rows($0, name: csv) }
    let labels = Set(rows.map(\.label)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    self.init(source: csv, root: RawPath(FileSystem.parent(of: csv)), labels: labels)
    try checkLabels()
    let indices = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    for row in rows {
      if let index = indices[row.label] { try append(row.path.utf8, label: index) }
    }
  }

  private static func rows(
    _ bytes: UnsafeRawBufferPointer, name: String
  ) throws -> [(path: String, label: String)] {
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
    var rows: [(path: String, label: String)] = []
    while let row = try reader.nextRow() {
      guard row.count == header.count else {
        throw reader.error("\(row.count) fields where the header has \(header.count)")
      }
      guard !row[pathColumn].isEmpty else { throw reader.error("the path is empty") }
      guard !row[labelColumn].isEmpty else { throw reader.error("the label is empty") }
      rows.append((row[pathColumn], row[labelColumn]))
    }
    return rows
  }
}
