import SwiftSyntax

/// Finds the functions of one file that carry `@_cdecl`, with the comments above them and the section
/// (`// MARK: - Section`, or else the file's name) that they stand in.
final class ExportCollector: SyntaxVisitor {
  struct Export {
    var cName: String
    var declaration: FunctionDeclSyntax
    /// The `///` lines without the slashes and the blank after them.
    var documentation: [String]
    var section: String
    var line: Int
  }

  private(set) var exports: [Export] = []
  private var section: String
  private let locations: SourceLocationConverter

  /// - Parameter file: its name without folders names the section: `Model+Exports.swift` is `Model`.
  init(file: String, tree: SourceFileSyntax) {
    let name = file.split(separator: "/").last?.split(separator: ".").first ?? ""
    section = name.split(separator: "+").first.map(String.init) ?? file
    locations = SourceLocationConverter(fileName: file, tree: tree)
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: CodeBlockItemSyntax) -> SyntaxVisitorContinueKind {
    for piece in node.leadingTrivia {
      guard case .lineComment(let text) = piece, text.hasPrefix("// MARK: - ") else { continue }
      section = String(text.dropFirst("// MARK: - ".count)).trimmed
    }
    return .visitChildren
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    guard let name = exportedName(node) else { return .skipChildren }
    let start = node.positionAfterSkippingLeadingTrivia
    exports.append(
      Export(
        cName: name, declaration: node, documentation: documentation(node.leadingTrivia),
        section: section,
        line: locations.location(for: start).line))
    return .skipChildren
  }

  private func exportedName(_ node: FunctionDeclSyntax) -> String? {
    for attribute in node.attributes {
      guard let attribute = attribute.as(AttributeSyntax.self),
        attribute.attributeName.trimmedDescription == "_cdecl",
        let arguments = attribute.arguments
      else { continue }
      return arguments.trimmedDescription.filter { $0 != "\"" }
    }
    return nil
  }

  /// The last run of `///` lines in front of the declaration.
  private func documentation(_ trivia: Trivia) -> [String] {
    var lines: [String] = []
    for piece in trivia {
      switch piece {
      case .docLineComment(let text):
        let text = text.dropFirst("///".count)
        lines.append(String(text.first == " " ? text.dropFirst() : text))
      case .newlines(let count) where count > 1,
        .carriageReturnLineFeeds(let count) where count > 1:
        lines = []
      default: break
      }
    }
    return lines
  }
}
