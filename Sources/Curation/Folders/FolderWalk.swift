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
    /// Names to pass by.
    let excluded: Set<[UInt8]>
    var listing: FolderListing
  }

  private let recursive: Bool
  private let allFiles: Bool
  private var levels: [Level]
  private let excluded: Set<FileSystem.Identity>
  private let excludedNames: [FileSystem.Identity: Set<[UInt8]>]
  /// A folder is entered once, so that links cannot lead in circles. Begins with `excluded`.
  package private(set) var entered: Set<FileSystem.Identity>

  /// - Parameters:
  ///   - excluded: files and folders to pass by.
  ///   - excludedNames: names to pass by, by the folder that they are in.
  /// - Throws: `io` when the folder cannot be listed.
  package init(
    folder: RawPath, recursive: Bool, allFiles: Bool, excluded: Set<FileSystem.Identity> = [],
    excludedNames: [FileSystem.Identity: Set<[UInt8]>] = [:]
  ) throws {
    self.recursive = recursive
    self.allFiles = allFiles
    self.excluded = excluded
    self.excludedNames = excludedNames
    entered = excluded
    levels = []
    let identity = FileSystem.status(of: folder)?.identity
    if let identity { entered.insert(identity) }
    levels = [try level(folder, identity)]
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
          if levels[last].excluded.contains(name) { continue }
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
      levels.append(try level(folder, status.identity))
      return nil
    } catch {
      return text(of: error)
    }
  }

  private func level(_ folder: RawPath, _ identity: FileSystem.Identity?) throws -> Level {
    Level(
      folder: folder, excluded: identity.flatMap { excludedNames[$0] } ?? [],
      listing: try FolderListing(folder: folder))
  }
}
