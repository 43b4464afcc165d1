import Glibc

/// A Huffman table as a DHT segment gives it, in borrowed memory: the file's, or a standard table's.
struct JPEGHuffmanTable: @unchecked Sendable {
  /// How many codes of each length, 1 to 16 bits, there are: 16 bytes; then the symbols in the order of their codes,
  /// as many.
  let bytes: UnsafeRawBufferPointer

  /// Lengths of codes.
  static let lengths = 16

  /// - Parameter length: 1 to 16 bits.
  func count(ofLength length: Int) -> Int { Int(bytes[length - 1]) }

  var symbols: Slice<UnsafeRawBufferPointer> { bytes[Self.lengths...] }

  /// Whether a symbol has two codes: no encoder spends one on that.
  var hasSymbolTwice: Bool {
    var seen = InlineArray<4, UInt64>(repeating: 0)
    for symbol in symbols {
      let (word, bit) = (Int(symbol >> 6), UInt64(1) << UInt64(symbol & 63))
      guard seen[word] & bit == 0 else { return true }
      seen[word] |= bit
    }
    return false
  }

  /// True when the counts ask for more codes than their lengths can hold; a code of ones only is
  /// reserved (T.81, annex C).
  var isOversubscribed: Bool {
    var code = 0
    for length in 1...Self.lengths {
      code += count(ofLength: length)
      if code >= 1 << length { return true }
      code <<= 1
    }
    return false
  }
}
