/// Texts that open with a tag: XML, HTML, SVG.
extension ImageFormat {
  /// The name of the first element, behind declarations and comments (XML 1.0, section 2.8); empty when there is none
  /// to be found, nil when the content is no such text.
  static func rootElement(_ bytes: UnsafeRawBufferPointer) -> String? {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    text = text.drop(while: isSpace)
    guard text.startIndex < mark.count + 64, text.first == UInt8(ascii: "<") else { return nil }
    text = text.prefix(longestProlog)
    while text.starts(with: "<!".utf8) || text.starts(with: "<?".utf8) {
      guard let rest = behindDeclaration(text) else { return "" }
      text = rest.drop(while: isSpace)
    }
    guard text.first == UInt8(ascii: "<") else { return "" }
    let name = text.dropFirst().prefix {
      !isSpace($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/")
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// As many bytes are looked at.
  private static let longestProlog = 65536

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  /// What follows a comment, an instruction or a document type, which may declare entities in brackets.
  private static func behindDeclaration(_ text: Slice<UnsafeRawBufferPointer>)
    -> Slice<UnsafeRawBufferPointer>?
  {
    if text.starts(with: "<!--".utf8) { return text.dropFirst(4).behind("-->") }
    if text.starts(with: "<?".utf8) { return text.dropFirst(2).behind("?>") }
    let isShort = text.prefix { $0 != UInt8(ascii: ">") }.allSatisfy { $0 != UInt8(ascii: "[") }
    return isShort ? text.behind(">") : text.behind("]")?.behind(">")
  }
}

extension Slice<UnsafeRawBufferPointer> {
  /// What follows the first place of a mark.
  fileprivate func behind(_ mark: StaticString) -> Self? {
    let mark = UnsafeRawBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)
    var rest = self
    while rest.count >= mark.count {
      if rest.starts(with: mark) { return rest.dropFirst(mark.count) }
      rest = rest.dropFirst()
    }
    return nil
  }
}
