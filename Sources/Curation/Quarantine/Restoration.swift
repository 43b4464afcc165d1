import Platform

/// Undoes a quarantine: every file that its manifest names goes back to where it was, with its name,
/// permissions and time of change. May be stopped and done again at any time.
package struct Restoration {
  package enum Outcome: Sendable {
    case restored
    /// The file had not been moved, or was restored before.
    case inPlace
    /// Why it is still in quarantine.
    case failed(String)
  }

  /// Counts of files.
  package struct Result: Sendable {
    package var restored = 0
    package var inPlace = 0
    package var failed = 0
    package var firstFailure: String?
  }

  /// - Parameters:
  ///   - manifest: the file `manifest.jsonl` of a quarantine.
  ///   - deliver: called after each file with its own path; false stops.
  /// - Throws: `io` when the manifest cannot be read, `busy` when a run writes it, `invalidArgument` when
  ///   it is none, `cancelled`.
  package static func run(
    manifest path: String, _ deliver: (RawPath, Outcome) throws -> Bool
  ) throws -> Result {
    let manifest = try Manifest(path: path)
    // Held while files are moved.
    let lock = try LockedFile(path: path, creates: false, patience: 0)
    defer { withExtendedLifetime(lock) {} }
    let folder = RawPath(FileSystem.parent(of: path))
    var result = Result()
    for entry in manifest.current {
      let outcome = restore(entry, in: folder)
      switch outcome {
      case .restored: result.restored += 1
      case .inPlace: result.inPlace += 1
      case .failed(let text):
        result.failed += 1
        result.firstFailure = result.firstFailure ?? text
      }
      guard try deliver(entry.from, outcome) else {
        throw ScanlineError(.cancelled, "\(path): stopped after \(result.restored) files")
      }
    }
    return result
  }

  private static func restore(_ entry: ManifestEntry, in folder: RawPath) -> Outcome {
    let place = entry.from
    let moved = folder.appending(entry.to.bytes)
    let isMoved = FileSystem.statusWithoutFollowing(moved) != nil
    let isInPlace = FileSystem.statusWithoutFollowing(place) != nil
    do {
      switch (isMoved, isInPlace) {
      case (false, true): return .inPlace
      case (false, false):
        return .failed("\(moved.text): is not there any more, nor is \(place.text)")
      case (true, true):
        // A kill between the copy to another file system and the end of the move.
        guard try FileSystem.areEqual(moved, place) else {
          return .failed("\(place.text): another file is there now; \(moved.text) was left")
        }
        try FileSystem.removeCopy(moved)
        return .inPlace
      case (true, false):
        try FileSystem.makeFolders(place.parent)
        try FileSystem.move(moved, to: place)
        try setBack(entry)
        return .restored
      }
    } catch {
      return .failed((error as? ScanlineError)?.message ?? "\(error)")
    }
  }

  /// A file system that keeps coarser times, or no permissions, may have changed them.
  private static func setBack(_ entry: ManifestEntry) throws {
    guard let now = FileSystem.statusWithoutFollowing(entry.from), !now.isLink else { return }
    if now.modified == entry.modified, now.permissions == entry.permissions { return }
    try FileSystem.set(entry.from, permissions: entry.permissions, modified: entry.modified)
  }
}
