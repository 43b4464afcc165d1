extension JPEGMarkerReader {
  /// DQT, DHT, DRI, DAC.
  mutating func readTables(_ found: Found, _ payload: Range<Int>) throws(JPEGFault) {
    switch found.marker {
    case JPEGMarker.quantisationTables: try readQuantisation(found, payload)
    case JPEGMarker.huffmanTables: try readHuffman(found, payload)
    case JPEGMarker.restartInterval:
      guard payload.count == 2 else { throw wrongLength(found, payload) }
      restartInterval = number(at: payload.lowerBound)
    default: try readConditioning(found, payload)
    }
  }

  private mutating func readQuantisation(_ found: Found, _ payload: Range<Int>) throws(JPEGFault) {
    var at = payload.lowerBound
    while at < payload.upperBound {
      let index = Int(bytes[at] & 15)
      let wide = bytes[at] >> 4 != 0
      guard index < 4 else {
        throw JPEGFault(.badHeader, at: at, "quantisation table number \(index); 0 to 3")
      }
      let size = wide ? 128 : 64
      guard at + 1 + size <= payload.upperBound else { throw wrongLength(found, payload) }
      for k in 0..<64 {
        quantisation[index][k] =
          wide ? UInt16(number(at: at + 1 + 2 * k)) : UInt16(bytes[at + 1 + k])
      }
      header.definesQuantisation[index] = true
      at += 1 + size
    }
  }

  private mutating func readHuffman(_ found: Found, _ payload: Range<Int>) throws(JPEGFault) {
    var at = payload.lowerBound
    while at < payload.upperBound {
      guard at + 17 <= payload.upperBound else { throw wrongLength(found, payload) }
      let index = Int(bytes[at] & 15)
      guard bytes[at] >> 4 < 2, index < 4 else {
        throw JPEGFault(
          .badHeader, at: at, "Huffman table class and number 0x\(String(bytes[at], radix: 16))")
      }
      let total = bytes[at + 1..<at + 17].reduce(0) { $0 + Int($1) }
      guard total <= 256, at + 17 + total <= payload.upperBound else {
        throw JPEGFault(
          .badHeader, at: at,
          "Huffman table of \(total) codes, beyond 256 or the segment's end")
      }
      let place = at + 1..<at + 17 + total
      if bytes[at] >> 4 == 0 { dcTables[index] = place } else { acTables[index] = place }
      at += 17 + total
    }
  }

  private mutating func readConditioning(_ found: Found, _ payload: Range<Int>) throws(JPEGFault) {
    guard payload.count % 2 == 0 else { throw wrongLength(found, payload) }
    for at in stride(from: payload.lowerBound, to: payload.upperBound, by: 2) {
      let index = Int(bytes[at])
      let (lower, upper) = (Int(bytes[at + 1] & 15), Int(bytes[at + 1] >> 4))
      guard index < 32, index >= 16 || lower <= upper else {
        throw JPEGFault(
          .badHeader, at: at, "arithmetic conditioning \(bytes[at + 1]) of table \(index)")
      }
      if index < 16 {
        (conditioning[index].lower, conditioning[index].upper) = (lower, upper)
      } else {
        conditioning[index - 16].lastLow = Int(bytes[at + 1])
      }
    }
  }

  func wrongLength(_ found: Found, _ payload: Range<Int>) -> JPEGFault {
    JPEGFault(
      .badHeader, at: found.offset,
      "\(JPEGMarker.name(found.marker)) segment of \(payload.count + 2) bytes, which its content "
        + "contradicts")
  }

  /// Two bytes, big end first. The caller has checked the range.
  func number(at offset: Int) -> Int { Int(bytes[offset]) << 8 | Int(bytes[offset + 1]) }
}
