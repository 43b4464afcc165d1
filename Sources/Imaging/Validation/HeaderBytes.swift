/// Numbers and boxes of a file's header; nil where the bytes end.
struct HeaderBytes {
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// - Parameter width: 1 to 8 bytes; nil for numbers of 63 bits and more, too.
  func big(at offset: Int, _ width: Int) -> Int? {
    number(at: offset, width, order: Array(0..<width))
  }

  /// As `big`, the last byte first.
  func little(at offset: Int, _ width: Int) -> Int? {
    number(at: offset, width, order: (0..<width).reversed())
  }

  /// Four letters.
  func text(at offset: Int) -> String? {
    guard 0...count ~= offset, offset <= count - 4 else { return nil }
    return String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
  }

  func pair(_ width: Int?, _ height: Int?) -> (width: Int, height: Int)? {
    guard let width, let height else { return nil }
    return (width, height)
  }

  /// The content of the first box of a name (ISO/IEC 14496-12, 4.2).
  func box(_ name: String, in range: Range<Int>) -> Range<Int>? {
    var found: Range<Int>?
    forEachBox(in: range) { if $0 == name, found == nil { found = $1 } }
    return found
  }

  /// Calls with the name and the content of each box; one that reaches past the end ends there.
  func forEachBox(in range: Range<Int>, _ body: (_ name: String, _ content: Range<Int>) -> Void) {
    var at = range.lowerBound
    while let short = big(at: at, 4), let name = text(at: at + 4), at < range.upperBound {
      // 1: the length follows in 64 bits; 0: up to the end.
      let header = short == 1 ? 16 : 8
      let length = short == 1 ? big(at: at + 8, 8) : short == 0 ? range.upperBound - at : short
      guard let length, length >= header, range.upperBound - at >= header else { return }
      let end = at + min(length, range.upperBound - at)
      body(name, at + header..<end)
      at = end
    }
  }

  private func number(at offset: Int, _ width: Int, order: [Int]) -> Int? {
    guard 0...count ~= offset, offset <= count - width else { return nil }
    let value = order.reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[offset + $1]) }
    return Int(exactly: value)
  }
}
