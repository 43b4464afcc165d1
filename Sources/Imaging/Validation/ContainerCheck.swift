/// Looks whether a file of another format is whole, as far as its outer structure shows: a damaged PNG
/// is a damaged picture, not one of a kind that is merely not handled.
enum ContainerCheck {
  /// - Returns: what is wrong, in words.
  static func fault(_ format: ImageFormat, _ bytes: UnsafeRawBufferPointer) -> String? {
    switch format {
    case .png: png(bytes)
    case .gif: gif(bytes)
    case .webp: webp(bytes)
    default: nil
    }
  }

  /// Chunks up to IEND, each with its CRC (PNG specification, section 5).
  private static func png(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      return "its signature is altered"
    }
    var at = 8
    while at + 12 <= bytes.count {
      let length = big(bytes, at)
      guard length <= bytes.count - at - 12 else {
        return "a chunk at byte \(at) reaches past its end"
      }
      guard crc(bytes, at + 4..<at + 8 + length) == big(bytes, at + 8 + length) else {
        return "the checksum of the chunk at byte \(at) is wrong"
      }
      // IEND
      if big(bytes, at + 4) == 0x4945_4E44 { return nil }
      at += 12 + length
    }
    return "it ends at byte \(bytes.count) without an IEND chunk"
  }

  /// Blocks up to the trailer (GIF89a specification).
  private static func gif(_ bytes: UnsafeRawBufferPointer) -> String? {
    let cut = "it ends at byte \(bytes.count) without a trailer"
    func colours(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
    guard bytes.count >= 13 else { return cut }
    var at = 13 + colours(bytes[10])
    var images = 0
    while at < bytes.count {
      switch bytes[at] {
      case 0x3B: return images > 0 ? nil : "it holds no picture"
      case 0x21: at += 2
      case 0x2C:
        guard at + 10 < bytes.count else { return cut }
        images += 1
        at += 11 + colours(bytes[at + 9])
      default: return "byte \(at) begins no block"
      }
      while at < bytes.count, bytes[at] != 0 { at += 1 + Int(bytes[at]) }
      at += 1
    }
    return cut
  }

  private static func webp(_ bytes: UnsafeRawBufferPointer) -> String? {
    let length = (0..<4).reversed().reduce(0) { $0 << 8 | Int(bytes[4 + $1]) }
    return length + 8 > bytes.count ? "\(bytes.count) bytes of \(length + 8)" : nil
  }

  private static func big(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    (0..<4).reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
  }

  private static func crc(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
    var value = UInt32.max
    for at in range {
      value = crcTable[Int((value ^ UInt32(bytes[at])) & 0xFF)] ^ (value >> 8)
    }
    return Int(~value)
  }

  private static let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 0 ? value >> 1 : 0xEDB8_8320 ^ (value >> 1)
    }
  }
}
