import Platform

/// Undoes a quarantine: every file that its manifest names goes back to where it was, with its name,
/// permissions and time of change. May be stopped and done again at any time.
package struct Restoration {
  package enum Outcome: Sendable {
    case restored
    /// Restored, but not with its permissions or its time of change: why.
    case changed(String)
    /// The file had not been moved, or was restored before.
    case inPlace
    /// Why it is not: its place is taken, or it is in neither place.
    case failed(String)
  }

  /// Counts of files, and in `failed` of lines that name none.
  package struct Result: Sendable {
    package var restored = 0
    package var inPlace = 0
    package var failed = 0
    package var firstFailure: String?
  }

  /// - Parameters:
  ///   - manifest: the file `manifest.jsonl` of a quarantine.
  ///   - deliver: called after each file with its own path; at the end for each line that names none, with the
  ///     manifest's. False stops.
  /// - Throws: `io` when the manifest cannot be read, `busy` when a run writes it, `invalidArgument` when
  ///   it is none, `cancelled`.
  package static func run(
    manifest path: String, _ deliver: (RawPath, Outcome) throws -> Bool
  ) throws -> Result {
    let path = FileSystem.resolvingLinks(path)
    // Held while files are moved. What it says is read under the lock: a run may have just ended.
    let lock = try LockedFile(path: path, creates: false, patience: 0)
    defer { withExtendedLifetime(lock) {} }
    let manifest = try Manifest(path: path, passesBadLines: true)
    let folder = RawPath(FileSystem.parent(of: path))
    manifest.removePartialCopies(in: folder)
    var result = Result()
    func count(_ outcome: Outcome, of file: RawPath) throws {
      switch outcome {
      case .restored, .changed: result.restored += 1
      case .inPlace: result.inPlace += 1
      case .failed(let text):
        result.failed += 1
        result.firstFailure = result.firstFailure ?? text
      }
      guard try deliver(file, outcome) else {
        throw ScanlineError(.cancelled, "\(path): stopped after \(result.restored) files")
      }
    }
    for entry in manifest.current(in: folder) {
      try count(restore(entry, in: folder, isSure: manifest.problems.isEmpty), of: entry.from)
    }
    for problem in manifest.problems { try count(.failed(problem), of: RawPath(path)) }
    return result
  }

  /// - Parameter isSure: false where a line that cannot be read may have named what is in the quarantine.
  private static func restore(
    _ entry: ManifestEntry, in folder: RawPath, isSure: Bool
  ) -> Outcome {
    let place = entry.from
    let moved = folder.appending(entry.to.bytes)
    do {
      guard let status = FileSystem.statusWithoutFollowing(moved) else {
        guard FileSystem.statusWithoutFollowing(place) == nil else { return .inPlace }
        return .failed("\(moved.text): is not there any more, nor is \(place.text)")
      }
      guard
        isSure || status.size == entry.size && status.modified.seconds == entry.modified.seconds
      else { return .failed("\(moved.text): not the file that was \(place.text); it was left") }
      if let there = FileSystem.statusWithoutFollowing(place) {
        // The quarantine has become the folder again, by a rename or a link.
        if there.identity == status.identity { return .inPlace }
        // A kill between the copy to another file system and the end of the move.
        if try FileSystem.removeCopy(moved, of: place) { return .inPlace }
        return .failed("\(place.text): another file is there now; \(moved.text) was left")
      }
      let problem = setBack(moved, status, entry)
      try FileSystem.makeFolders(place.parent)
      try FileSystem.move(moved, to: place)
      return problem.map { .changed("\(place.text): restored, but \($0)") } ?? .restored
    } catch {
      return .failed((error as? ScanlineError)?.message ?? "\(error)")
    }
  }

  /// A file system that keeps coarser times, or no permissions, may have changed them. The right to run as
  /// its owner is no manifest's to give.
  /// - Returns: what stands in the way.
  private static func setBack(
    _ path: RawPath, _ now: FileSystem.Status, _ entry: ManifestEntry
  ) -> String? {
    let permissions = entry.permissions & 0o1777 | now.permissions & 0o6000
    if now.isLink || (now.modified == entry.modified && now.permissions == permissions) {
      return nil
    }
    do {
      try FileSystem.set(path, permissions: permissions, modified: entry.modified)
      return nil
    } catch {
      return (error as? ScanlineError)?.message ?? "\(error)"
    }
  }
}
