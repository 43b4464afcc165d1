extension HeaderWriter {
  /// The documentation as a comment that both people and Doxygen read.
  package static func comment(of function: ExportedFunction) -> [String] {
    let documentation = function.documentation
    let room = width - " * ".count
    var lines = wrappedParagraphs(documentation.body, width: room)
    let tags = documentation.fields.map(tag)
    if tags.isEmpty, lines.count == 1, let line = lines.first, line.count + 7 <= width {
      return ["/** \(cText(line)) */"]
    }
    if !tags.isEmpty { lines.append("") }
    // The texts of the parameters begin in one column.
    let column = (tags.filter(\.isParameter).map(\.head.count).max() ?? 0) + 1
    for tag in tags {
      let indent = tag.isParameter ? column : 2
      let start = tag.isParameter ? tag.head.padded(to: column) : tag.head + " "
      let text = tag.text.wrapped(width: room - indent, first: room - start.count)
      lines.append((start + (text.first ?? "")).trimmedEnd)
      lines += text.dropFirst().map { String(repeating: " ", count: indent) + $0 }
    }
    return ["/**"] + lines.map { (" * " + cText($0)).trimmedEnd } + [" */"]
  }

  /// The lines with their plain paragraphs wrapped anew; lists and indented lines stay as they are.
  private static func wrappedParagraphs(_ body: [String], width: Int) -> [String] {
    var lines: [String] = []
    var paragraph = ""
    for line in body + [""] {
      if line.isEmpty || line.hasPrefix("- ") || line.hasPrefix(" ") {
        lines += paragraph.wrapped(width: width, first: width)
        lines.append(line)
        paragraph = ""
      } else {
        paragraph += " " + line
      }
    }
    return lines.dropLast()
  }

  private static func tag(_ field: Documentation.Field) -> (
    head: String, text: String, isParameter: Bool
  ) {
    let direction = ["[in]", "[out]", "[in,out]"].first { field.text.hasPrefix($0) } ?? ""
    let text = String(field.text.dropFirst(direction.count)).trimmed
    switch field.label {
    case "Parameter": return ("@param\(direction) \(field.parameter ?? "")", text, true)
    case "Returns": return ("@return", text, false)
    case "Since": return ("@since", text, false)
    case "Warning", "Important": return ("@warning", text, false)
    case "SeeAlso": return ("@see", text, false)
    case "Note": return ("@note", text, false)
    default: return ("@note \(field.label):", text, false)
    }
  }

  /// Swift's doc comments mark code with backquotes; in the header names stand for themselves.
  private static func cText(_ line: String) -> String { line.filter { $0 != "`" } }
}
