import Platform

/// The files of a folder, in the order of their names (by bytes, each folder's entries where its name
/// stands), found as they are asked for: in memory are the names of the folders on the way, a part of
/// each at a time, and which folders were entered.
package struct FolderWalk {
  package enum Entry {
    case file(RawPath, FileSystem.Status)
    /// Something that should be looked at but cannot: a link that leads nowhere, a folder that may not
    /// be listed, a pipe with a picture's name.
    case unreadable(RawPath, String)
  }

  private struct Level {
    let folder: RawPath
    var listing: FolderListing
  }

  private let recursive: Bool
  private let allFiles: Bool
  private var levels: [Level]
  private let excluded: Set<FileSystem.Identity>
  /// A folder is entered once, so that links cannot lead in circles.
  private var entered: Set<FileSystem.Identity>

  /// - Parameter excluded: files and folders to pass by.
  /// - Throws: `io` when the folder cannot be listed.
  package init(
    folder: RawPath, recursive: Bool, allFiles: Bool, excluded: Set<FileSystem.Identity> = []
  ) throws {
    self.recursive = recursive
    self.allFiles = allFiles
    self.excluded = excluded
    levels = [Level(folder: folder, listing: try FolderListing(folder: folder))]
    entered = excluded
    if let status = FileSystem.status(of: folder) { entered.insert(status.identity) }
  }

  /// nil at the end.
  package mutating func next() -> Entry? {
    while let found = nextName() {
      let (path, name): (RawPath, [UInt8])
      switch found {
      case .success(let entry): (path, name) = entry
      case .failure(let problem): return .unreadable(problem.folder, problem.text)
      }
      let isWanted = allFiles || PictureNames.matches(name)
      guard let status = FileSystem.status(of: path) else {
        // What cannot be looked at may be a folder of pictures.
        let obstacle = FileSystem.obstacle(to: path)
        guard isWanted || recursive && obstacle != nil else { continue }
        return .unreadable(path, "\(path.text): \(obstacle ?? "it leads nowhere")")
      }
      switch status.kind {
      case .file:
        if isWanted, !excluded.contains(status.identity) { return .file(path, status) }
      case .folder:
        if recursive, let problem = enter(path, status) { return .unreadable(path, problem) }
      case .other:
        if isWanted { return .unreadable(path, "not a regular file") }
      }
    }
    return nil
  }

  /// A folder that could be listed once, but not again.
  private struct Problem: Error {
    let folder: RawPath
    let text: String
  }

  private mutating func nextName() -> Result<(path: RawPath, name: [UInt8]), Problem>? {
    while !levels.isEmpty {
      let last = levels.count - 1
      let folder = levels[last].folder
      do {
        if let name = try levels[last].listing.nextName() {
          return .success((folder.appending(name), name))
        }
        levels.removeLast()
      } catch {
        levels.removeLast()
        return .failure(Problem(folder: folder, text: text(of: error)))
      }
    }
    return nil
  }

  private func text(of error: any Error) -> String {
    (error as? ScanlineError)?.message ?? "\(error)"
  }

  /// - Returns: why the folder could not be listed.
  private mutating func enter(_ folder: RawPath, _ status: FileSystem.Status) -> String? {
    guard entered.insert(status.identity).inserted else { return nil }
    do {
      levels.append(Level(folder: folder, listing: try FolderListing(folder: folder)))
      return nil
    } catch {
      return text(of: error)
    }
  }
}
