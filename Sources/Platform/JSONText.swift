/// Finds in a JSON text that people write what the decoder does not tell: at which line and column it stops being
/// JSON, and members that stand twice, of which the decoder takes one.
struct JSONText {
  private let bytes: [UInt8]
  private let what: String
  private let kind: ScanlineError.Kind
  private var index = 0

  /// - Parameters:
  ///   - what: names the text in errors.
  ///   - kind: of the errors.
  /// - Throws: an error naming line, column and what is wrong there.
  static func check(_ text: String, what: String, kind: ScanlineError.Kind) throws {
    var scan = JSONText(bytes: Array(text.utf8), what: what, kind: kind)
    // What some editors begin a file with, and the decoder steps over.
    if scan.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { scan.index = 3 }
    try scan.value(depth: 0)
    scan.skipSpace()
    if scan.current != nil { throw scan.error("nothing more is expected") }
  }

  private init(bytes: [UInt8], what: String, kind: ScanlineError.Kind) {
    self.bytes = bytes
    self.what = what
    self.kind = kind
  }

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  private func error(_ what: String, at place: Int? = nil) -> ScanlineError {
    let before = bytes[..<(place ?? index)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
    return ScanlineError(kind, "\(self.what): line \(line), column \(column): \(what)")
  }

  private mutating func skipSpace() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
  }

  /// Steps over a character, which must be there.
  private mutating func take(_ character: Unicode.Scalar) throws {
    skipSpace()
    guard current == UInt8(ascii: character) else { throw error("'\(character)' is expected") }
    index += 1
  }

  /// - Parameter depth: of the lists and objects around it; each is a call.
  private mutating func value(depth: Int) throws {
    skipSpace()
    if current == UInt8(ascii: "{") || current == UInt8(ascii: "[") {
      guard depth < JSON.depthLimit else {
        throw error("nested deeper than the limit of \(JSON.depthLimit)")
      }
    }
    switch current {
    case UInt8(ascii: "{"):
      var keys: Set<String> = []
      try list(until: "}") { scan in
        scan.skipSpace()
        let start = scan.index
        // As the decoder reads it: with its escapes resolved, and the same however its accents are put together.
        let text = "\"" + String(decoding: try scan.string(), as: UTF8.self) + "\""
        let key = (try? JSON.decode(String.self, from: text, what: "")) ?? text
        guard keys.insert(key).inserted else {
          throw scan.error("\"\(key)\" stands twice", at: start)
        }
        try scan.take(":")
        try scan.value(depth: depth + 1)
      }
    case UInt8(ascii: "["): try list(until: "]") { try $0.value(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    default: try word()
    }
  }

  /// The members of an object or an array, parted by commas.
  private mutating func list(
    until end: Unicode.Scalar, _ member: (inout JSONText) throws -> Void
  ) throws {
    index += 1
    skipSpace()
    if current == UInt8(ascii: end) {
      index += 1
      return
    }
    while true {
      try member(&self)
      skipSpace()
      if current == UInt8(ascii: end) { break }
      guard current == UInt8(ascii: ",") else { throw error("',' or '\(end)' is expected") }
      index += 1
    }
    index += 1
  }

  /// A text in quotes; what stands between them, escapes as they are.
  private mutating func string() throws -> ArraySlice<UInt8> {
    guard current == UInt8(ascii: "\"") else { throw error("a text in double quotes is expected") }
    index += 1
    let start = index
    while let byte = current, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw error("a control character in a text") }
      index += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    guard current != nil else { throw error("a text without its closing quote", at: start - 1) }
    defer { index += 1 }
    return bytes[start..<index]
  }

  /// A number, true, false or null. (How a number is written, the decoder checks.)
  private mutating func word() throws {
    let start = index
    let isNumber = current.map { $0 == UInt8(ascii: "-") || (48...57).contains($0) } ?? false
    let others = Array("+-._".utf8)
    while let byte = current,
      Unicode.Scalar(byte).properties.isAlphabetic || others.contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    {
      index += 1
    }
    let word = String(decoding: bytes[start..<index], as: UTF8.self)
    guard ["true", "false", "null"].contains(word) || (isNumber && Double(word) != nil) else {
      throw error("a value is expected", at: start)
    }
  }
}
