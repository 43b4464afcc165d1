import Platform

extension FileList {
  /// Folders within folders are followed so far; a link that leads in a circle ends there.
  private static let depthLimit = 32

  /// A folder per class: its name is the label, and every picture below it, in folders of its own as well,
  /// is one of the class. Hidden files and files that are not named as pictures are passed over.
  /// - Throws: `io` when the folder cannot be read, `noData` when it has not two classes.
  init(folder: String) throws {
    guard let kind = FileSystem.kind(of: folder) else {
      throw ScanlineError(.io, "\(folder): there is no such folder")
    }
    guard kind == .folder else { throw ScanlineError(.io, "\(folder): not a folder") }
    let labels = try FileSystem.names(in: folder).filter {
      !$0.hasPrefix(".") && FileSystem.kind(of: FileSystem.join(folder, $0)) == .folder
    }
    try self.init(source: folder, root: folder, labels: labels)
    try checkLabels()
    for (index, label) in labels.enumerated() {
      try appendFiles(below: label, label: index, depth: 1)
    }
  }

  private mutating func appendFiles(below folder: String, label: Int, depth: Int) throws {
    guard depth <= Self.depthLimit else {
      throw ScanlineError(
        .limitExceeded,
        "\(FileSystem.join(root, folder)): folders nested deeper than the limit of "
          + "\(Self.depthLimit)")
    }
    for name in try FileSystem.names(in: FileSystem.join(root, folder)) where !name.hasPrefix(".") {
      let path = FileSystem.join(folder, name)
      // Asking the system only where the name does not tell saves a call a file.
      if PictureName.isPicture(name) {
        if FileSystem.kind(of: FileSystem.join(root, path)) != .folder {
          try append(path, label: label)
          continue
        }
      } else if FileSystem.kind(of: FileSystem.join(root, path)) != .folder {
        continue
      }
      try appendFiles(below: path, label: label, depth: depth + 1)
    }
  }
}
