import Curation
import Platform

extension FileList {
  /// A folder per class: its name is the label, and every file below it with a picture's name ending, in
  /// folders of its own as well, is one of the class. Hidden folders are no classes.
  /// - Throws: `io` when the folder cannot be read, `noData` when it has not two classes, `invalidArgument` when two have
  ///   the same label.
  init(folder: String) throws {
    let root = RawPath(folder)
    guard let kind = FileSystem.status(of: root)?.kind else {
      throw ScanlineError(.io, "\(folder): there is no such folder")
    }
    guard kind == .folder else { throw ScanlineError(.io, "\(folder): not a folder") }
    let names = try FileSystem.rawNames(in: root).filter {
      $0.first != UInt8(ascii: ".") && FileSystem.status(of: root.appending($0))?.kind == .folder
    }
    let labels = names.map { String(decoding: $0, as: UTF8.self) }
    var seen: Set<[UInt8]> = []
    if let twice = labels.first(where: { !seen.insert(Array($0.utf8)).inserted }) {
      throw ScanlineError(
        .invalidArgument,
        "\(folder): label \"\(twice)\" of two folders, whose names differ in bytes that are not UTF-8"
      )
    }
    self.init(source: folder, root: root, labels: labels)
    try checkLabels()
    let prefix = root.appending([]).bytes.count
    for (label, name) in names.enumerated() {
      var walk = try FolderWalk(folder: root.appending(name), recursive: true, allFiles: false)
      while let entry = walk.next() {
        // Validation says of the unreadable ones what is wrong with them.
        switch entry {
        case .file(let path, _), .unreadable(let path, _):
          try append(path.bytes.dropFirst(prefix), label: label)
        }
      }
    }
  }
}
