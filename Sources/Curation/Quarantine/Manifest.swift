import Platform

/// What a quarantine's manifest says: JSON Lines, one file a line, written before the file is moved.
struct Manifest {
  static let name = "manifest.jsonl"

  /// All entries, in the order in which they were written. Of a path in the quarantine only the last is
  /// of use: the earlier ones were restored.
  private(set) var entries: [ManifestEntry] = []
  /// Bytes of whole lines.
  private(set) var size = 0

  /// - Throws: `io`; `invalidArgument` for a line that is none of a manifest.
  init(path: String) throws {
    let reader = try LineReader(path: path)
    while let line = try reader.next() {
      entries.append(
        try ManifestEntry(jsonLine: line, what: "\(path), line \(reader.number)"))
      size += line.count + 1
    }
    // A line that a kill cut short begins as all do; anything else is somebody's file, not to be cut.
    guard zip(reader.rest, ManifestEntry.beginning).allSatisfy(==) else {
      throw ScanlineError(.invalidArgument, "\(path), line \(reader.number + 1): not a manifest")
    }
  }

  /// The entries that say where the files of the quarantine belong.
  var current: [ManifestEntry] {
    var last: [RawPath: Int] = [:]
    for (index, entry) in entries.enumerated() { last[entry.to] = index }
    return entries.enumerated().filter { last[$1.to] == $0 }.map(\.element)
  }
}
