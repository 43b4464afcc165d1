/// Writes `scanline.h`: a template's text, with the sample program in the comment at the top and the
/// functions, documented, section by section.
package enum HeaderWriter {
  /// The end of a template's line that is replaced by the sample; what stands before it begins every line.
  private static let sampleMark = "@SAMPLE@"
  /// `@SECTIONS A, B@` is replaced by all functions, those of A and B first.
  private static let sectionsMark = "@SECTIONS "
  private static let width = 100

  /// - Parameter sample: a C program.
  package static func header(functions: [ExportedFunction], template: String, sample: String)
    throws(GenerationFailure) -> String
  {
    var output: [String] = []
    for line in template.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasSuffix(sampleMark) {
        let start = String(line.dropLast(sampleMark.count))
        output += try sampleLines(sample).map { (start + $0).trimmedEnd }
      } else if line.hasPrefix(sectionsMark), line.hasSuffix("@") {
        let names = line.dropFirst(sectionsMark.count).dropLast().split(separator: ",")
        output += sections(functions, first: names.map { String($0).trimmed })
      } else {
        output.append(String(line))
      }
    }
    return output.joined(separator: "\n")
  }

  // MARK: - Sections

  /// - Parameter first: the sections to begin with, by their titles up to a colon; the others follow in
  ///   the order of the functions.
  private static func sections(_ functions: [ExportedFunction], first: [String]) -> [String] {
    var titles: [String] = []
    for function in functions where !titles.contains(function.section) {
      titles.append(function.section)
    }
    let order = first.flatMap { name in titles.filter { $0 == name || $0.hasPrefix(name + ":") } }
    let rest = titles.filter { !order.contains($0) }
    var lines: [String] = []
    for section in order + rest {
      let members = functions.filter { $0.section == section }
      if !lines.isEmpty { lines.append("") }
      lines.append(banner(section))
      for function in members { lines += [""] + comment(of: function) + prototype(of: function) }
    }
    return lines
  }

  private static func banner(_ section: String) -> String {
    let start = "/* ---- \(section) "
    return start + String(repeating: "-", count: max(4, width - start.count - 3)) + " */"
  }

  // MARK: - Functions

  /// `result name(parameters);`, with the parameters below each other where they need several lines.
  package static func prototype(of function: ExportedFunction) -> [String] {
    let start = function.result.declaring(function.name) + "("
    let parameters = function.parameters.map { $0.type.declaring($0.name) }
    var lines: [String] = []
    var line = start
    for (index, parameter) in parameters.enumerated() {
      let isLast = index == parameters.count - 1
      let text = parameter + (isLast ? ");" : ",")
      if index == 0 {
        line += text
      } else if line.count + 1 + text.count > width {
        lines.append(line)
        line = String(repeating: " ", count: start.count) + text
      } else {
        line += " " + text
      }
    }
    if parameters.isEmpty { line += "void);" }
    return lines + [line]
  }

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

  // MARK: - Sample

  /// The program as it can stand inside a comment: without the comment at its own top, and with `//` for
  /// every other comment.
  private static func sampleLines(_ sample: String) throws(GenerationFailure) -> [String] {
    var text = Substring(sample)
    if text.hasPrefix("/*"), let end = text.firstRange(of: "*/") { text = text[end.upperBound...] }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.first?.trimmed.isEmpty == true { lines.removeFirst() }
    while lines.last?.trimmed.isEmpty == true { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      guard let start = line.firstRange(of: "/*") else { continue }
      guard line.hasSuffix("*/") else {
        throw GenerationFailure(file: "the sample program", "a comment over several lines: \(line)")
      }
      let comment = String(line[start.upperBound...].dropLast(2)).trimmed
      lines[index] = line[..<start.lowerBound] + "// " + comment
    }
    return lines
  }
}
