import Platform

/// The files of a folder, in the order of their names (by bytes, each folder's entries where its name
/// stands), found as they are asked for: in memory are the names of the folders on the way only.
package struct FolderWalk {
  package enum Entry {
    case file(RawPath, size: Int)
    /// Something that should be looked at but cannot: a link that leads nowhere, a folder that may not
    /// be listed, a pipe with a picture's name.
    case unreadable(RawPath, String)
  }

  private struct Level {
    let folder: RawPath
    let names: [[UInt8]]
    var next = 0
  }

  private let recursive: Bool
  private let allFiles: Bool
  private var levels: [Level]
  /// A folder is entered once, so that links cannot lead in circles.
  private var entered: Set<FileSystem.Identity>

  /// - Throws: `io` when the folder cannot be listed.
  package init(folder: RawPath, recursive: Bool, allFiles: Bool) throws {
    self.recursive = recursive
    self.allFiles = allFiles
    levels = [Level(folder: folder, names: try FileSystem.rawNames(in: folder))]
    entered = []
    if let status = FileSystem.status(of: folder) { entered.insert(status.identity) }
  }

  /// nil at the end.
  package mutating func next() -> Entry? {
    while let (path, name) = nextName() {
      let isWanted = allFiles || PictureNames.matches(name)
      guard let status = FileSystem.status(of: path) else {
        if isWanted { return .unreadable(path, "it leads nowhere or may not be looked at") }
        continue
      }
      switch status.kind {
      case .file:
        if isWanted { return .file(path, size: status.size) }
      case .folder:
        if recursive, let problem = enter(path, status) { return .unreadable(path, problem) }
      case .other:
        if isWanted { return .unreadable(path, "not a regular file") }
      }
    }
    return nil
  }

  private mutating func nextName() -> (path: RawPath, name: [UInt8])? {
    while !levels.isEmpty {
      let last = levels.count - 1
      let next = levels[last].next
      if next < levels[last].names.count {
        levels[last].next += 1
        let name = levels[last].names[next]
        return (levels[last].folder.appending(name), name)
      }
      levels.removeLast()
    }
    return nil
  }

  /// - Returns: why the folder could not be listed.
  private mutating func enter(_ folder: RawPath, _ status: FileSystem.Status) -> String? {
    guard entered.insert(status.identity).inserted else { return nil }
    do {
      levels.append(Level(folder: folder, names: try FileSystem.rawNames(in: folder)))
      return nil
    } catch {
      return (error as? ScanlineError)?.message ?? "\(error)"
    }
  }
}
