/// A line of CSV (RFC 4180): fields that need it are quoted, CR LF ends it. A text that a spreadsheet would
/// take for a formula is preceded by an apostrophe.
struct CSVLine {
  /// The fields so far; a line after `end()`.
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  /// A text from outside.
  mutating func add(text: String) {
    let isFormula = text.utf8.first.map("=+-@\t\r".utf8.contains) ?? false
    add(isFormula ? "'" + text : text)
  }

  /// A field of our own.
  mutating func add(_ field: String) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    guard field.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else {
      return bytes.append(contentsOf: field.utf8)
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in field.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func end() { bytes.append(contentsOf: "\r\n".utf8) }

  /// A line of names of columns.
  static func header(_ names: [String]) -> [UInt8] {
    var line = CSVLine()
    for name in names { line.add(name) }
    line.end()
    return line.bytes
  }
}
