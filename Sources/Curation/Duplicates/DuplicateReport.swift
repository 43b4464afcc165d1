import Platform

/// Writes the groups of a search to a file: CSV when its name ends with .csv, else JSON Lines. The file
/// is there, whole, once `finish` has returned.
package struct DuplicateReport {
  private let file: OutputFile
  private let isCSV: Bool

  /// - Parameter operands: what is searched.
  /// - Throws: `io`; `invalidArgument` when its place is taken by something else.
  package init(path: String, operands: [RawPath]) throws {
    var outputs = OutputPaths(operands: operands)
    try outputs.add(path, as: "report")
    isCSV = path.lowercased().hasSuffix(".csv")
    file = try OutputFile(path: path)
    if isCSV { try file.append(DuplicateRecord.csvHeader) }
  }

  /// - Throws: `io`.
  package func add(_ record: DuplicateRecord) throws {
    try file.append(isCSV ? record.csv : Array((try JSON.encode(record) + "\n").utf8))
  }

  /// - Throws: `io` when the file cannot be put in its place.
  package func finish() throws { try file.finish() }
}
