import Imaging
import Platform

/// Finds the pictures of a folder, or of two, that are the same. Files are read in parallel; kept of
/// each are its path and about 100 bytes, 400 when near duplicates are looked for, and 3 KB of up to 8192 pictures that are
/// compared.
package struct DuplicateSearch: Sendable {
  package struct Options: Sendable {
    /// 0: one a processor.
    package var threads = 0
    /// Pictures that look the same, too; without it only files with the same bytes.
    package var near = true
    /// Bits in which the perceptual hashes of near duplicates may differ.
    package var distance = PerceptualHash.defaultDistance
    /// Folders within the folder, too.
    package var recursive = true
    /// The folder's own folders are classes.
    package var hasClasses = true
    package var limits = ImageLimits()

    package init() {}
  }

  package struct Summary: Sendable, Equatable {
    package var files = 0
    package var unreadable = 0
    package var groups = 0
    package var exactGroups = 0
    /// Files in groups.
    package var duplicates = 0
    package var conflicts = 0
    package var leaks = 0
  }

  private let folders: [RawPath]
  private let options: Options

  /// - Parameter other: a second folder: only groups with files of both are found then (leakage of a
  ///   test set into a training set, say).
  /// - Throws: `invalidArgument` for a distance out of its range, and for folders of which one is the other
  ///   or lies in it: each picture would be its own duplicate.
  package init(folder: RawPath, against other: RawPath? = nil, options: Options) throws {
    guard 0...PerceptualHash.largestDistance ~= options.distance else {
      throw ScanlineError(
        .invalidArgument,
        "distance is \(options.distance); allowed is 0 to \(PerceptualHash.largestDistance)")
    }
    if let other, let one = FileSystem.resolved(folder), let two = FileSystem.resolved(other),
      one.isWithin(two) || two.isWithin(one)
    {
      throw ScanlineError(
        .invalidArgument,
        "\(other.text): the same folder as \(folder.text), or one lies in the other")
    }
    folders = [folder] + [other].compactMap { $0 }
    self.options = options
  }

  /// - Parameters:
  ///   - onProgress: called on this thread as files are read, and, all done, while they are compared; false stops.
  ///   - deliver: called for each group, in the order of the first files; false stops.
  /// - Throws: `io` when a folder cannot be listed, `cancelled`, and what the closures throw.
  package func run(
    onProgress: ((_ done: Int, _ total: Int) -> Bool)? = nil,
    _ deliver: (DuplicateRecord) throws -> Bool
  ) throws -> Summary {
    var files = PathTable()
    var firstOfOther = Int.max
    // Each folder is entered once, so that no link makes a picture its own duplicate.
    var excluded = Operands(folders).folders
    for (side, folder) in folders.enumerated() {
      if side == 1 { firstOfOther = files.count }
      var walk = try FolderWalk(
        folder: folder, recursive: options.recursive, allFiles: false, excluded: excluded)
      while let entry = walk.next() {
        switch entry {
        case .file(let path, _), .unreadable(let path, _): files.append(path.bytes)
        }
      }
      excluded = walk.entered
    }
    let total = files.count
    let prints = try fingerprints(files, onProgress)
    func pause() throws {
      if let onProgress, !onProgress(total, total) { throw stopped() }
    }
    let found = try DuplicateGroups(
      prints, distance: options.near ? options.distance : nil, pause: pause
    ) {
      try pause()
      let (left, right) = (path($0, files), path($1, files))
      return (try? FileSystem.begins(left, with: right)) ?? false
    }
    var summary = Summary(files: total)
    summary.unreadable = prints.reduce(0) { $0 + ($1 == nil ? 1 : 0) }
    for group in found.groups {
      let record = DuplicateRecord(
        number: summary.groups, kind: group.kind,
        files: group.members.map {
          file(Int($0), of: group, found, files, prints, isOfOther: Int($0) >= firstOfOther)
        })
      guard folders.count == 1 || record.isLeak else { continue }
      summary.groups += 1
      summary.exactGroups += record.kind == .exact ? 1 : 0
      summary.duplicates += record.files.count
      summary.conflicts += record.isConflict ? 1 : 0
      summary.leaks += record.isLeak ? 1 : 0
      guard try deliver(record) else { throw stopped() }
    }
    return summary
  }

  private func stopped() -> ScanlineError {
    ScanlineError(.cancelled, "\(folders[0].text): the search for duplicates was stopped")
  }

  private func path(_ index: Int, _ files: PathTable) -> RawPath {
    RawPath(bytes: Array(files[index]))
  }

  private func fingerprints(
    _ files: PathTable, _ onProgress: ((_ done: Int, _ total: Int) -> Bool)?
  ) throws -> [PictureFingerprint?] {
    let pool = ThreadPool(threads: options.threads)
    let ahead = ReadAhead()
    var prints: [PictureFingerprint?] = []
    prints.reserveCapacity(files.count)
    while prints.count < files.count {
      let first = prints.count
      prints += pool.map(min(pool.windowSize, files.count - first)) { offset in
        ahead.advance(to: first + offset, of: files.count) {
          FileSystem.fetch(path($0, files))
        }
        return fingerprint(path(first + offset, files), ahead)
      }
      if let onProgress, !onProgress(prints.count, files.count) { throw stopped() }
    }
    return prints
  }

  /// nil for a file that cannot be read, or is empty.
  private func fingerprint(_ path: RawPath, _ ahead: ReadAhead) -> PictureFingerprint? {
    let bytes = try? FileSystem.read(path, limit: options.limits.maxBytes, ahead: ahead)
    guard let bytes, bytes.count > 0 else { return nil }
    return bytes.withBytes {
      PictureFingerprint($0, near: options.near, name: path.text, limits: options.limits)
    }
  }

  private func file(
    _ index: Int, of group: DuplicateGroups.Group, _ found: DuplicateGroups, _ files: PathTable,
    _ prints: [PictureFingerprint?], isOfOther: Bool
  ) -> DuplicateRecord.File {
    /// A cut copy looks as the whole picture does.
    func print(_ index: Int32) -> PictureFingerprint? { prints[Int(found.whole(of: index))] }
    let path = path(index, files)
    return DuplicateRecord.File(
      path: path, label: options.hasClasses ? label(of: path, in: folders[isOfOther ? 1 : 0]) : nil,
      isOfOther: isOfOther,
      distance: Self.distance(print(Int32(index)), print(group.members[0])))
  }

  /// Bits in which two perceptual hashes differ; 0 for equal files.
  private static func distance(_ a: PictureFingerprint?, _ b: PictureFingerprint?) -> Int {
    guard let left = a?.look?.hash, let right = b?.look?.hash else { return 0 }
    return (left ^ right).nonzeroBitCount
  }

  /// The name of the folder's own folder that the file is in; nil for files beside these.
  private func label(of path: RawPath, in folder: RawPath) -> String? {
    let below = path.bytes.dropFirst(folder.appending([]).bytes.count)
    guard let slash = below.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    return String(decoding: below[..<slash], as: UTF8.self)
  }
}
