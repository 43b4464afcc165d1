import Platform

/// What a quarantine's manifest says: JSON Lines, one file a line, written before the file is moved; and
/// once more when it could not be, to take that back.
struct Manifest {
  static let name = "manifest.jsonl"

  /// All entries, in the order in which they were written.
  private(set) var entries: [ManifestEntry] = []
  /// Bytes of whole lines.
  private(set) var size = 0

  /// What is wrong with lines that were passed by, in words, a line each.
  private(set) var problems: [String] = []

  /// - Parameter passesBadLines: to undo what can be undone. A line that a kill cut short is no entry in any case: it is
  ///   written before its file is moved.
  /// - Throws: `io`; `invalidArgument` for a line that is none of a manifest, or if all are.
  init(path: String, passesBadLines: Bool = false) throws {
    let reader = try LineReader(path: path)
    while let line = try reader.next() {
      let what = "\(path), line \(reader.number)"
      do {
        entries.append(try ManifestEntry(jsonLine: line, what: what))
      } catch {
        guard passesBadLines else { throw error }
        problems.append("\(what): not a line of a manifest; a file that it named was left there")
      }
      size += line.count + 1
    }
    if entries.isEmpty, let first = problems.first {
      throw ScanlineError(.invalidArgument, first)
    }
    // A line that a kill cut short begins as all do; anything else is somebody's file, not to be cut.
    let what = "\(path), line \(reader.number + 1)"
    guard zip(reader.rest, ManifestEntry.beginning).allSatisfy(==) else {
      throw ScanlineError(.invalidArgument, "\(what): not a manifest")
    }
    if !reader.rest.isEmpty {
      problems.append("\(what): cut short; a file of the quarantine that it named was left there")
    }
  }

  /// Removes what kills in the midst of copies have left, in the quarantine and where its files belong.
  func removePartialCopies(in folder: RawPath) {
    for entry in entries {
      FileSystem.removePartialCopy(to: folder.appending(entry.to.bytes))
      FileSystem.removePartialCopy(to: entry.from)
    }
  }

  /// The entries that say where the files of the quarantine belong, and where files were that it had. Of a
  /// path in the quarantine that is the last one: what had it before was restored. Of a file's own place it
  /// is those whose files are there, if any: moved, restored and moved again, a file may have been given
  /// another name the second time.
  /// - Parameter folder: the quarantine.
  func current(in folder: RawPath) -> [ManifestEntry] {
    var last: [RawPath: Int] = [:]
    for (index, entry) in entries.enumerated() { last[entry.to] = index }
    let known = entries.enumerated().filter { last[$1.to] == $0 && $1.isMoved }.map {
      index, entry in
      let moved = folder.appending(entry.to.bytes)
      return (entry: entry, isThere: FileSystem.statusWithoutFollowing(moved) != nil)
    }
    let places = Set(known.filter(\.isThere).map(\.entry.from))
    return known.filter { $0.isThere || !places.contains($0.entry.from) }.map(\.entry)
  }
}
