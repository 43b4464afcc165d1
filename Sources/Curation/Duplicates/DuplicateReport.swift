import Platform

/// Writes the groups of a search to a file: CSV when its name ends with .csv, else JSON Lines. The file
/// is there, whole, once `finish` has returned.
package struct DuplicateReport {
  private let path: String
  private let isCSV: Bool
  private var text: [UInt8]

  package init(path: String) {
    self.path = path
    isCSV = path.lowercased().hasSuffix(".csv")
    text = isCSV ? Array(DuplicateRecord.csvHeader.utf8) : []
  }

  package mutating func add(_ record: DuplicateRecord) throws {
    text += isCSV ? Array(record.csv.utf8) : Array((try JSON.encode(record) + "\n").utf8)
  }

  /// - Throws: `io` when the file cannot be written.
  package func finish() throws {
    try text.withUnsafeBytes { try FileSystem.writeAtomically($0, to: path) }
  }
}
