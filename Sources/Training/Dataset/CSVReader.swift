import Platform

/// Rows of comma-separated text (RFC 4180): fields may be quoted, with "" for a quote and with commas
/// and line ends inside. Lines end in LF or CRLF; empty lines are passed over; a byte order mark at the start
/// is ignored.
struct CSVReader {
  private let bytes: UnsafeRawBufferPointer
  private let name: String
  private var position = 0
  /// Of the row read last, from 1.
  private(set) var line = 0
  private var nextLine = 1

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// - Parameters:
  ///   - bytes: borrowed for the reader's life.
  ///   - name: of the file, for errors.
  init(_ bytes: UnsafeRawBufferPointer, name: String) {
    self.bytes = bytes
    self.name = name
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next row's fields; nil after the last.
  /// - Throws: `invalidArgument` naming file and line.
  mutating func nextRow() throws -> [String]? {
    skipEmptyLines()
    guard position < bytes.count else { return nil }
    line = nextLine
    var fields: [String] = []
    while true {
      fields.append(try nextField())
      guard position < bytes.count else { return fields }
      let byte = bytes[position]
      position += 1
      if byte == Self.comma { continue }
      if byte == Self.carriageReturn, position < bytes.count, bytes[position] == Self.lineFeed {
        position += 1
      }
      nextLine += 1
      return fields
    }
  }

  /// An error about the row read last.
  func error(_ message: String) -> ScanlineError {
    ScanlineError(.invalidArgument, "\(name), line \(line): \(message)")
  }

  private mutating func skipEmptyLines() {
    while position < bytes.count {
      if bytes[position] == Self.lineFeed {
        nextLine += 1
      } else if bytes[position] != Self.carriageReturn {
        return
      }
      position += 1
    }
  }

  /// Leaves `position` at the comma or the line's end behind the field.
  private mutating func nextField() throws -> String {
    guard position < bytes.count, bytes[position] == Self.quote else {
      let start = position
      while position < bytes.count, !isSeparator(bytes[position]) {
        if bytes[position] == Self.quote {
          throw error("a quote within a field that does not begin with one")
        }
        position += 1
      }
      return try text(Array(bytes[start..<position]))
    }
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte != Self.quote {
        if byte == Self.lineFeed { nextLine += 1 }
        content.append(byte)
        continue
      }
      guard position < bytes.count else { return try text(content) }
      if bytes[position] == Self.quote {
        content.append(Self.quote)
        position += 1
      } else if isSeparator(bytes[position]) {
        return try text(content)
      } else {
        throw error("text after a closing quote")
      }
    }
    throw error("a quoted field is not closed")
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    byte == Self.comma || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  private func text(_ content: [UInt8]) throws -> String {
    guard let text = String(validating: content, as: UTF8.self), !content.contains(0) else {
      throw error("a field is not UTF-8 text")
    }
    return text
  }
}
