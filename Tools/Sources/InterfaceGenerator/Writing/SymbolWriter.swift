/// Writes what the linker and the tests know of the exports: their names.
package enum SymbolWriter {
  /// The linker's version script: one version node with every exported name; all else stays hidden.
  package static func versionScript(functions: [ExportedFunction]) -> String {
    var lines = ["/* Generated from the exported functions by `make generate`; do not edit. */"]
    lines += ["SCANLINE_1.0 {", "  global:"]
    lines += names(functions).map { "    \($0);" }
    lines += ["  local:", "    *;", "};", ""]
    return lines.joined(separator: "\n")
  }

  /// The exported names in the order of `nm`, one a line.
  package static func symbolList(functions: [ExportedFunction]) -> String {
    names(functions).map { $0 + "\n" }.joined()
  }

  private static func names(_ functions: [ExportedFunction]) -> [String] {
    functions.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
