import Foundation

/// Everything that is generated from the one list of exported functions.
package struct Generator {
  /// A file to be written, relative to the repository's root.
  package struct Output: Equatable, Sendable {
    package var path: String
    package var text: String
  }

  private static let typesHeader = "include/scanline_types.h"
  private static let template = "Tools/Templates/scanline.h"
  private static let sample = "examples/c/quickstart.c"
  private static let sources = "Sources/Scanline"

  private let root: URL

  /// - Parameter root: the repository's root folder.
  package init(root: URL) { self.root = root }

  /// Reads the sources and makes the text of every generated file.
  package func outputs() throws -> [Output] {
    let header = try TypesHeaderReader.read(read(Self.typesHeader), file: Self.typesHeader)
    let functions = try ExportReader.read(swiftSources(), header: header)
    if functions.isEmpty { throw GenerationFailure(file: Self.sources, "no exported function") }
    let cHeader = try HeaderWriter.header(
      functions: functions, template: read(Self.template), sample: read(Self.sample))
    return [
      Output(path: "include/scanline.h", text: cHeader),
      Output(
        path: "Sources/Scanline/scanline.map",
        text: SymbolWriter.versionScript(functions: functions)),
      Output(path: "Tests/symbols.txt", text: SymbolWriter.symbolList(functions: functions)),
      Output(
        path: "bindings/python/scanline/_prototypes.py",
        text: PrototypesWriter.module(functions: functions, header: header)),
    ]
  }

  /// The outputs that differ from the files on disk.
  package func staleOutputs() throws -> [Output] {
    try outputs().filter { try $0.text != (exists($0.path) ? read($0.path) : nil) }
  }

  /// Writes what differs; a file that is right keeps its time, so nothing is rebuilt for it.
  /// - Returns: the paths written.
  package func write() throws -> [String] {
    try staleOutputs().map { output in
      let url = root.appending(path: output.path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(output.text.utf8).write(to: url, options: .atomic)
      return output.path
    }
  }

  /// The Swift files of the C interface, by path.
  private func swiftSources() throws -> [(file: String, text: String)] {
    let names = try FileManager.default.subpathsOfDirectory(
      atPath: root.appending(path: Self.sources).path)
    return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      let path = "\(Self.sources)/\(name)"
      return (path, try read(path))
    }
  }

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  private func read(_ path: String) throws -> String {
    do {
      return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    } catch {
      throw GenerationFailure(file: path, "cannot be read: \(error.localizedDescription)")
    }
  }
}
