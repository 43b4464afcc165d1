/// A Huffman table as a DHT segment gives it.
package struct JPEGHuffmanTable: Sendable, Equatable {
  /// Codes of each length, 1 to 16 bits.
  package let counts: [UInt8]
  /// In the order of their codes; as many as `counts` says in all.
  package let symbols: [UInt8]

  /// True when the counts ask for more codes than their lengths can hold; a code of ones only is
  /// reserved (T.81, annex C).
  package var isOversubscribed: Bool {
    var code = 0
    for (index, count) in counts.enumerated() {
      code += Int(count)
      if code >= 1 << (index + 1) { return true }
      code <<= 1
    }
    return false
  }
}
