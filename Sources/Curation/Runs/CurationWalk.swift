import Platform

/// The files of all folders, and the files, that were given, in the order of the report: as given, and
/// within a folder by the bytes of the names, a folder's files where its name stands.
struct CurationWalk {
  private let operands: Operands
  private let options: CurationOptions
  /// What was entered under an operand is passed by under the next ones.
  private var excluded: Set<FileSystem.Identity>
  private var walk: FolderWalk?
  private var nextRoot = 0

  /// - Parameter excluded: the run's own files and folders.
  init(operands: Operands, options: CurationOptions, excluded: Set<FileSystem.Identity>) {
    self.operands = operands
    self.options = options
    self.excluded = excluded.union(operands.folders)
  }

  /// - Throws: `io` when a folder that was given cannot be listed.
  mutating func next() throws -> CurationItem? {
    while true {
      if let entry = walk?.next() { return item(entry) }
      if let walk { excluded = walk.entered }
      walk = nil
      guard nextRoot < operands.paths.count else { return nil }
      let root = operands.paths[nextRoot]
      nextRoot += 1
      let status = FileSystem.status(of: root)
      guard status?.kind == .folder else {
        let problem = status == nil ? "there is no such file" : "not a regular file"
        return CurationItem(
          path: root, relative: root.name, root: nextRoot - 1,
          status: status?.kind == .file ? status : nil, problem: "\(root.text): \(problem)")
      }
      walk = try FolderWalk(
        folder: root, recursive: options.recursive, allFiles: options.allFiles,
        excluded: excluded, excludedNames: operands.names)
    }
  }

  /// The next files, at most so many; none at the end.
  mutating func next(_ count: Int) throws -> [CurationItem] {
    var items: [CurationItem] = []
    while items.count < count, let item = try next() { items.append(item) }
    return items
  }

  private func item(_ entry: FolderWalk.Entry) -> CurationItem {
    let root = nextRoot - 1
    let prefix = operands.paths[root].appending([]).bytes.count
    switch entry {
    case .file(let path, let status):
      return CurationItem(
        path: path, relative: Array(path.bytes.dropFirst(prefix)), root: root, status: status,
        problem: "")
    case .unreadable(let path, let problem):
      return CurationItem(
        path: path, relative: Array(path.bytes.dropFirst(prefix)), root: root, status: nil,
        problem: problem)
    }
  }
}
