/// Writes one JSON object as one line, its members in the order of the calls. For records by the
/// million, where `JSON.encode`, which sorts keys and builds a tree first, would cost more than the work
/// that they report.
package struct JSONLine {
  /// The object so far; whole after `end()`.
  package private(set) var bytes: [UInt8]

  /// - Parameter capacity: bytes that the line is likely to need.
  package init(capacity: Int = 512) {
    bytes = []
    bytes.reserveCapacity(capacity)
    bytes.append(UInt8(ascii: "{"))
  }

  /// A text, or null.
  package mutating func add(_ key: StaticString, _ text: String?) {
    begin(key)
    if let text { append(quoted: text) } else { append("null") }
  }

  package mutating func add(_ key: StaticString, _ number: Int?) {
    begin(key)
    append(number.map(String.init) ?? "null")
  }

  /// As `text(of:)`; null for what is not finite.
  package mutating func add(_ key: StaticString, _ number: Double?) {
    begin(key)
    append(number.flatMap(Self.text) ?? "null")
  }

  /// Digits enough to read the same bits back, whole numbers without a point; nil for what is not finite.
  package static func text(of number: Double) -> String? {
    guard number.isFinite else { return nil }
    return number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  package mutating func add(_ key: StaticString, _ flag: Bool) {
    begin(key)
    append(flag ? "true" : "false")
  }

  /// A list, or null.
  package mutating func add(_ key: StaticString, _ numbers: [Int]?) {
    begin(key)
    append(numbers.map { "[" + $0.map(String.init).joined(separator: ",") + "]" } ?? "null")
  }

  package mutating func add(_ key: StaticString, _ texts: [String]) {
    begin(key)
    bytes.append(UInt8(ascii: "["))
    for (index, text) in texts.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(quoted: text)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Closes the object. The line feed is the caller's to add.
  package mutating func end() { bytes.append(UInt8(ascii: "}")) }

  private mutating func begin(_ key: StaticString) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    append("\"\(key)\":")
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func append(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case UInt8(ascii: "\n"): append("\\n")
      case UInt8(ascii: "\r"): append("\\r")
      case UInt8(ascii: "\t"): append("\\t")
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
