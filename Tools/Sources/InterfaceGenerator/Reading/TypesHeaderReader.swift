/// Reads `scanline_types.h`. The header keeps to a regular form (see `TypesHeader.Declaration`); anything
/// else in it is refused rather than guessed at.
package struct TypesHeaderReader {
  private let file: String
  private var header = TypesHeader()
  private var problems: [Problem] = []

  /// - Parameter file: the header's name in messages.
  package static func read(_ text: String, file: String) throws(GenerationFailure) -> TypesHeader {
    var reader = TypesHeaderReader(file: file)
    reader.read(text)
    if !reader.problems.isEmpty { throw GenerationFailure(reader.problems) }
    return reader.header
  }

  private init(file: String) { self.file = file }

  private mutating func read(_ text: String) {
    var tokens: [CToken] = []
    var isSkipping = false
    let lines = withoutComments(text).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = String(line).trimmed
      if line.hasPrefix("#") {
        readDirective(line, number: index + 1, isSkipping: &isSkipping)
      } else if !isSkipping {
        tokens += CToken.tokens(of: line, line: index + 1)
      }
    }
    var declaration: [CToken] = []
    var depth = 0
    for token in tokens {
      if token.text == "{" { depth += 1 }
      if token.text == "}" { depth -= 1 }
      if token.text == ";", depth == 0 {
        readDeclaration(declaration)
        declaration = []
      } else {
        declaration.append(token)
      }
    }
    if let first = declaration.first { report("a declaration without its ';'", first.line) }
  }

  /// The text with every comment replaced by a blank; line breaks stay, for the numbers in messages.
  private func withoutComments(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstRange(of: "/*") {
      result += rest[..<start.lowerBound]
      let comment = rest[start.upperBound...]
      guard let end = comment.firstRange(of: "*/") else { return result }
      result += " " + comment[..<end.lowerBound].filter { $0 == "\n" }
      rest = comment[end.upperBound...]
    }
    return result + rest
  }

  /// `#define NAME value` becomes a constant. What only C++ sees (`extern "C"`) is skipped.
  private mutating func readDirective(_ line: String, number: Int, isSkipping: inout Bool) {
    let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
    if line == "#ifdef __cplusplus" {
      isSkipping = true
    } else if words[0] == "#endif" {
      isSkipping = false
    } else if words[0] == "#define", words.count == 3 {
      var value = String(words[2]).trimmed
      if value.hasPrefix("("), value.hasSuffix(")") { value = String(value.dropFirst().dropLast()) }
      if let number = Int64(value) {
        header.constants.append((String(words[1]), .integer(number)))
      } else if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
        header.constants.append((String(words[1]), .string(String(value.dropFirst().dropLast()))))
      } else {
        report("\(words[1]) is neither a whole number nor a string: \(value)", number)
      }
    }
  }

  private mutating func readDeclaration(_ tokens: [CToken]) {
    guard let first = tokens.first else { return }
    let texts = tokens.map(\.text)
    guard texts[0] == "typedef", let name = texts.last else {
      report(
        "only typedefs and #defines are understood, not '\(texts.joined(separator: " "))'",
        first.line)
      return
    }
    let middle = Array(texts.dropFirst().dropLast())
    if middle == ["struct", name] {
      header.declarations.append(.handle(name))
    } else if middle.count > 3, middle[0] == "struct", middle[1] == name, middle[2] == "{" {
      let fields = parameters(
        middle.dropFirst(3).dropLast().split(separator: ";"), of: name, line: first.line)
      header.declarations.append(.structure(name, fields: fields))
    } else if let star = texts.firstIndex(of: "("), texts.dropFirst(star + 1).first == "*" {
      readCallback(texts, star: star, line: first.line)
    } else if let type = type(of: middle[...]) {
      header.declarations.append(.alias(name, of: type))
    } else {
      report("not understood: '\(texts.joined(separator: " "))'", first.line)
    }
  }

  /// `typedef result (*name)(parameters)`
  private mutating func readCallback(_ texts: [String], star: Int, line: Int) {
    guard texts.count > star + 5, texts[star + 3] == ")", texts[star + 4] == "(", texts.last == ")",
      let result = type(of: texts[1..<star])
    else {
      report("not understood: '\(texts.joined(separator: " "))'", line)
      return
    }
    let name = texts[star + 2]
    let list = texts[(star + 5)..<(texts.count - 1)].split(separator: ",")
    header.declarations.append(
      .callback(name, parameters: parameters(list, of: name, line: line), result: result))
  }

  private mutating func parameters(_ list: [ArraySlice<String>], of owner: String, line: Int)
    -> [CParameter]
  {
    list.compactMap { words in
      if let parameter = parameter(words) { return parameter }
      report("in \(owner): not understood: '\(words.joined(separator: " "))'", line)
      return nil
    }
  }

  /// `const char *name` or `char name[256]`.
  private func parameter(_ words: ArraySlice<String>) -> CParameter? {
    var words = words
    var count: Int?
    if words.last == "]" {
      words = words.dropLast()
      guard let number = words.popLast().flatMap({ Int($0) }), words.popLast() == "[" else {
        return nil
      }
      count = number
    }
    guard let name = words.popLast(), name.first?.isLetter == true, let type = type(of: words)
    else {
      return nil
    }
    return CParameter(name: name, type: count.map { .array(of: type, count: $0) } ?? type)
  }

  /// A type written as `[const] name [* [const]] ...`; nil for anything else or a name not declared above.
  private func type(of words: ArraySlice<String>) -> CType? {
    var words = words
    var isConst = false
    if words.first == "const" {
      isConst = true
      words = words.dropFirst()
    }
    guard let name = words.popFirst() else { return nil }
    var type: CType = name == "void" ? .void : .named(name)
    guard
      name == "void" || CType.basicNames.contains(name) || header.declaration(named: name) != nil
    else {
      return nil
    }
    while let word = words.popFirst() {
      guard word == "*" else { return nil }
      type = .pointer(to: type, isConst: isConst)
      isConst = words.first == "const"
      if isConst { words = words.dropFirst() }
    }
    return type
  }

  private mutating func report(_ message: String, _ line: Int) {
    problems.append(Problem(file: file, line: line, message: message))
  }
}
