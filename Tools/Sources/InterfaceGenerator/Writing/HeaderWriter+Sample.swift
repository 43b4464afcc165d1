extension HeaderWriter {
  /// The program as it can stand inside a comment: without the comment at its own top, and with `//` for
  /// every other comment.
  static func sampleLines(_ sample: String) throws(GenerationFailure) -> [String] {
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
