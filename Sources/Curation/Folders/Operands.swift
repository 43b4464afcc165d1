import Platform

/// The folders and files that a call was given, each once, under whatever names: the first counts.
///
/// What was given belongs to itself, not to a folder around it that was given, too. So in a run every file has
/// one path, and the path says which operand it was found in: the one that most of it names.
struct Operands: Sendable {
  /// In their order.
  private(set) var paths: [RawPath] = []
  private(set) var folders: Set<FileSystem.Identity> = []
  /// Of the others, also of those that lead nowhere: their names, by the folder that they are in.
  private(set) var names: [FileSystem.Identity: Set<[UInt8]>] = [:]
  /// Indices into `paths`, by the operand's bytes and by what the paths of a folder's files begin with.
  private var indices: [[UInt8]: Int] = [:]

  init(_ given: [RawPath]) {
    for path in given where insert(path) {
      for bytes in [path.bytes, path.appending([]).bytes] where indices[bytes] == nil {
        indices[bytes] = paths.count
      }
      paths.append(path)
    }
  }

  /// The operand that a file was found in: its index, and where the path below it begins; nil for a file
  /// of no operand.
  func place(of path: RawPath) -> (index: Int, start: Int)? {
    let bytes = path.bytes
    if let index = indices[bytes] { return (index, bytes.count) }
    var end = bytes.count
    while let slash = bytes[..<end].lastIndex(of: UInt8(ascii: "/")) {
      if let index = indices[Array(bytes[...slash])] { return (index, slash + 1) }
      end = slash
    }
    return nil
  }

  /// - Returns: whether it was not there yet.
  private mutating func insert(_ path: RawPath) -> Bool {
    if let status = FileSystem.status(of: path), status.kind == .folder {
      return folders.insert(status.identity).inserted
    }
    guard let parent = FileSystem.status(of: path.parent) else { return indices[path.bytes] == nil }
    return names[parent.identity, default: []].insert(path.name).inserted
  }
}
