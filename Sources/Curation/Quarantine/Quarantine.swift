import Platform

/// A folder that damaged files are moved to, with a manifest that says where they came from. A move is
/// written down, and on the disk, before it happens: whenever the process is killed, each file is in one
/// place or the other, and the manifest leads back. One that failed is taken back in the manifest.
///
/// In memory is an entry a file that the manifest names.
final class Quarantine {
  struct Candidate {
    let path: RawPath
    /// The path that it keeps below the quarantine.
    let relative: [UInt8]
    /// The folder that was given, without links: what is not in it is not ours to move.
    let root: RawPath
    let record: FileRecord
  }

  enum Outcome {
    /// With the new path.
    case moved(RawPath)
    case failed(String)
  }

  /// For the walk to pass by.
  let identity: FileSystem.Identity?
  private let folder: RawPath
  private let manifest: LockedFile
  /// By a file's own place, what was moved from there last.
  private var moved: [RawPath: ManifestEntry] = [:]

  /// Makes the folder, or opens one that is a quarantine already.
  /// - Throws: `io`; `busy` when another run uses it; `invalidArgument` for a manifest that is none.
  init(folder: String) throws {
    let given = RawPath(folder)
    try FileSystem.makeFolders(given)
    self.folder = FileSystem.resolved(given) ?? given
    identity = FileSystem.status(of: given)?.identity
    let path = FileSystem.join(folder, Manifest.name)
    manifest = try LockedFile(path: path, creates: true, patience: 0)
    let known = try Manifest(path: path)
    try manifest.cut(to: known.size)
    known.removePartialCopies(in: self.folder)
    for entry in known.current(in: self.folder) { moved[entry.from] = entry }
  }

  /// Refuses to look for damaged files in the quarantine itself, before anything is made there.
  /// - Throws: `invalidArgument` naming the path.
  static func check(_ paths: [RawPath], against folder: String) throws {
    guard let folder = FileSystem.resolved(RawPath(folder)) else { return }
    for path in paths {
      guard let resolved = FileSystem.resolved(path), resolved.isWithin(folder) else { continue }
      throw ScanlineError(
        .invalidArgument, "\(path.text): is the quarantine \(folder.text), or lies in it")
    }
  }

  /// Where a file went that is in its place no more; nil when it was not moved here.
  func destination(of path: RawPath) -> RawPath? {
    guard let parent = FileSystem.resolved(path.parent),
      let entry = moved[parent.appending(path.name)]
    else { return nil }
    let path = place(of: entry)
    return FileSystem.statusWithoutFollowing(path) == nil ? nil : path
  }

  /// The file that a link leads to when it, or a link between, was moved here; nil when none was.
  func target(of link: RawPath) -> RawPath? {
    var path = link
    // As many links as the system follows.
    for _ in 0..<40 {
      let isThere = FileSystem.statusWithoutFollowing(path) != nil
      guard let place = isThere ? path : destination(of: path) else { return nil }
      guard let text = FileSystem.linkText(place) else { return place }
      // What a link says is meant from where it stood.
      path = .joining(text.bytes[...], to: path.parent)
    }
    return nil
  }

  /// Moves files.
  /// - Returns: what became of each. A file that could not be moved is where it was.
  /// - Throws: `io` when the manifest cannot be written; then none was moved.
  func take(_ candidates: [Candidate]) throws -> [Outcome] {
    var outcomes: [Outcome] = []
    var planned: [(index: Int, entry: ManifestEntry)] = []
    var reserved: Set<RawPath> = []
    for candidate in candidates {
      do {
        let entry = try plan(candidate, &reserved)
        planned.append((outcomes.count, entry))
        outcomes.append(.moved(place(of: entry)))
      } catch {
        outcomes.append(.failed(text(of: error)))
      }
    }
    try manifest.append(planned.flatMap(\.entry.jsonLine))
    var failed: [UInt8] = []
    for (index, entry) in planned {
      do {
        try FileSystem.move(entry.from, to: place(of: entry))
        moved[entry.from] = entry
      } catch {
        outcomes[index] = .failed(text(of: error))
        var entry = entry
        entry.isMoved = false
        failed += entry.jsonLine
      }
    }
    // Where even this cannot be written, a restoration finds that nothing is there.
    try? manifest.append(failed)
    return outcomes
  }

  private func place(of entry: ManifestEntry) -> RawPath { folder.appending(entry.to.bytes) }

  private func plan(_ candidate: Candidate, _ reserved: inout Set<RawPath>) throws -> ManifestEntry
  {
    let path = candidate.path
    guard let status = FileSystem.statusWithoutFollowing(path),
      let parent = FileSystem.resolved(path.parent)
    else { throw ScanlineError(.io, "\(path.text): is not there any more") }
    guard status.kind == .file || status.isLink else {
      throw ScanlineError(.io, "\(path.text): neither a file nor a link")
    }
    guard isAsJudged(candidate, status) else {
      throw ScanlineError(.io, "\(path.text): changed since it was looked at; left where it is")
    }
    guard parent.isWithin(candidate.root) else {
      throw ScanlineError(
        .io, "\(path.text): lies outside of \(candidate.root.text), behind a link; it was left")
    }
    guard !parent.isWithin(folder) else {
      throw ScanlineError(.io, "\(path.text): is in the quarantine already, by a link; it was left")
    }
    let from = parent.appending(path.name)
    // A kill between copy and end of an earlier move, there or back. What is in its own place is the user's:
    // that is never removed but moved.
    if let known = moved[from] { _ = try FileSystem.removeCopy(place(of: known), of: from) }
    let to = try freePath(for: RawPath(bytes: candidate.relative), &reserved)
    return ManifestEntry(
      from: from, to: to, size: status.size, modified: status.modified,
      permissions: status.permissions, verdict: "\(candidate.record.report.verdict)",
      reason: candidate.record.report.reason.name)
  }

  /// Whether the file is the one that was judged: an upload may have been under way then. A link whose file was moved before
  /// leads nowhere now, and is judged by what it led to.
  private func isAsJudged(_ candidate: Candidate, _ status: FileSystem.Status) -> Bool {
    let record = candidate.record
    guard let now = status.isLink ? FileSystem.status(of: candidate.path) : status else {
      return true
    }
    return now.size == record.size && now.modified.text == record.modified
  }

  /// A path below the quarantine where nothing is: "cat/7.jpg", else "cat/7.1.jpg" and so on.
  private func freePath(for wanted: RawPath, _ reserved: inout Set<RawPath>) throws -> RawPath {
    let folderOfFile = folder.appending(wanted.bytes).parent
    try FileSystem.makeFolders(folderOfFile)
    for number in 0..<Self.mostOfOneName {
      let path = number == 0 ? wanted : wanted.numbered(number)
      let isFree = FileSystem.statusWithoutFollowing(folder.appending(path.bytes)) == nil
      if isFree, reserved.insert(path).inserted { return path }
    }
    throw ScanlineError(
      .io, "\(folder.text): holds \(Self.mostOfOneName) files of the name \(wanted.text) already")
  }

  private static let mostOfOneName = 10_000

  private func text(of error: any Error) -> String {
    (error as? ScanlineError)?.message ?? "\(error)"
  }
}

extension LockedFile {
  /// Nothing to add is nothing to sync.
  func append(_ bytes: [UInt8], syncs: Bool = true) throws {
    guard !bytes.isEmpty else { return }
    try bytes.withUnsafeBytes { try append($0, syncs: syncs) }
  }
}

extension RawPath {
  /// With a number before the name's ending.
  fileprivate func numbered(_ number: Int) -> RawPath {
    let start = bytes.count - name.count
    let dot = bytes.lastIndex(of: UInt8(ascii: ".")).flatMap { $0 > start ? $0 : nil }
    let end = dot ?? bytes.count
    return RawPath(bytes: bytes[..<end] + Array(".\(number)".utf8) + bytes[end...])
  }
}
