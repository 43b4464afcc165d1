/// A doc comment taken apart into its text and its fields (`- path:`, `- Returns:` ...).
package struct Documentation: Equatable, Sendable {
  /// One `- Label: text` or `- name: text` of the comment; a parameter's name stands in `parameter`.
  package struct Field: Equatable, Sendable {
    package var label: String
    package var parameter: String?
    package var text: String

    package init(label: String, parameter: String? = nil, text: String) {
      self.label = label
      self.parameter = parameter
      self.text = text
    }
  }

  /// The lines before the fields, as they were written.
  package var body: [String] = []
  package var fields: [Field] = []

  /// The names of the documented parameters, in the order of the comment.
  package var parameterNames: [String] { fields.compactMap(\.parameter) }

  /// Labels that begin a field, besides parameters' names.
  private static let labels: Set<String> = [
    "Returns", "Errors", "Threading", "Ownership", "Since", "Note", "Warning", "Important",
    "SeeAlso",
  ]

  package init() {}

  /// - Parameter lines: the comment's lines without the slashes and the blank after them.
  package init(lines: [String]) {
    for line in lines {
      let text = line.trimmed
      if text.isEmpty {
        if fields.isEmpty { body.append("") }
        continue
      }
      if text == "- Parameters:" { continue }
      if let (head, rest) = Self.splitItem(text), let label = Self.label(head) {
        let parameter =
          label == "Parameter" ? head.split(separator: " ").last.map(String.init) : nil
        fields.append(Field(label: label, parameter: parameter, text: rest))
        continue
      }
      if fields.isEmpty {
        body.append(line.trimmedEnd)
      } else {
        let last = fields.count - 1
        fields[last].text += fields[last].text.isEmpty ? text : " " + text
      }
    }
    splitOffSince()
    while body.last?.isEmpty == true { body.removeLast() }
    while body.first?.isEmpty == true { body.removeFirst() }
  }

  /// "Since 1.0." at the end of the last field becomes a field of its own.
  private mutating func splitOffSince() {
    guard let text = fields.last?.text, let mark = text.firstRange(of: " Since ") else { return }
    let version = text[mark.upperBound...]
    guard version.hasSuffix("."), version.allSatisfy({ $0.isNumber || $0 == "." }) else { return }
    fields[fields.count - 1].text = String(text[..<mark.lowerBound])
    fields.append(Field(label: "Since", text: String(version.dropLast())))
  }

  /// The label of the field that `head` begins; nil when the line is an item of a list in the text. A single
  /// word in snake_case is a parameter's name, with `Parameter` before it or without.
  private static func label(_ head: String) -> String? {
    if labels.contains(head) { return head }
    let name = head.hasPrefix("Parameter ") ? head.dropFirst("Parameter ".count) : head[...]
    let isName =
      name.first?.isLetter == true && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    return isName && (name == name.snakeCase || name.count < head.count) ? "Parameter" : nil
  }

  /// `- head: rest`, or nil when the line is no such item.
  private static func splitItem(_ text: String) -> (String, String)? {
    guard text.hasPrefix("- "), let colon = text.firstIndex(of: ":") else { return nil }
    let head = String(text[text.index(text.startIndex, offsetBy: 2)..<colon]).trimmed
    return (head, String(text[text.index(after: colon)...]).trimmed)
  }
}
