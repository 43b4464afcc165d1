/// The size that the header of another format declares, as stored. JPEG XL packs it into bits, SVG has units: theirs
/// is not read, nor that of PDF.
enum ForeignSize {
  typealias Size = (width: Int, height: Int)

  /// - Returns: nil when the format has none, or the bytes end before it; both sides are above 0.
  static func read(_ format: ImageFormat, _ bytes: UnsafeRawBufferPointer) -> Size? {
    let bytes = HeaderBytes(bytes)
    let size: Size? =
      switch format {
      case .png: bytes.pair(bytes.big(at: 16, 4), bytes.big(at: 20, 4))
      case .gif: bytes.pair(bytes.little(at: 6, 2), bytes.little(at: 8, 2))
      case .bmp: bmp(bytes)
      case .webp: webp(bytes)
      case .tiff: tiff(bytes)
      case .heif: heif(bytes)
      case .jpeg2000: jpeg2000(bytes)
      case .jpeg, .jpegXL, .pdf, .svg, .other, .unknown: nil
      }
    return size.flatMap { $0.width > 0 && $0.height > 0 ? $0 : nil }
  }

  /// BITMAPCOREHEADER has sides of 16 bits, all others have 32 bits, the height negative when the first row is on top.
  private static func bmp(_ bytes: HeaderBytes) -> Size? {
    if bytes.little(at: 14, 4) == 12 {
      return bytes.pair(bytes.little(at: 18, 2), bytes.little(at: 20, 2))
    }
    func side(_ offset: Int) -> Int? {
      bytes.little(at: offset, 4).map { Int(Int32(truncatingIfNeeded: $0).magnitude) }
    }
    return bytes.pair(side(18), side(22))
  }

  /// The first chunk of the RIFF container: extended, lossless, or a VP8 key frame (RFC 9649, RFC 6386).
  private static func webp(_ bytes: HeaderBytes) -> Size? {
    switch bytes.text(at: 12) {
    case "VP8X":
      return bytes.pair(
        bytes.little(at: 24, 3).map { $0 + 1 }, bytes.little(at: 27, 3).map { $0 + 1 })
    case "VP8L":
      guard bytes.little(at: 20, 1) == 0x2F, let sides = bytes.little(at: 21, 4) else { return nil }
      return (sides & 0x3FFF + 1, sides >> 14 & 0x3FFF + 1)
    case "VP8 ":
      guard bytes.big(at: 23, 3) == 0x9D012A else { return nil }
      return bytes.pair(
        bytes.little(at: 26, 2).map { $0 & 0x3FFF }, bytes.little(at: 28, 2).map { $0 & 0x3FFF })
    default: return nil
    }
  }

  /// ImageWidth (256) and ImageLength (257) of the first directory (TIFF 6.0, section 2; BigTIFF).
  private static func tiff(_ bytes: HeaderBytes) -> Size? {
    let isLittle = bytes.big(at: 0, 1) == 0x49
    func number(_ offset: Int, _ count: Int) -> Int? {
      isLittle ? bytes.little(at: offset, count) : bytes.big(at: offset, count)
    }
    let isBig = number(2, 2) == 43
    guard let directory = isBig ? number(8, 8) : number(4, 4),
      let count = number(directory, isBig ? 8 : 2)
    else { return nil }
    var sides: [Int: Int] = [:]
    var entry = directory + (isBig ? 8 : 2)
    for _ in 0..<min(count, 1000) {
      guard let tag = number(entry, 2), let type = number(entry + 2, 2) else { break }
      if tag == 256 || tag == 257 {
        // SHORT, LONG, LONG8
        let width = [3: 2, 4: 4, 16: 8][type]
        sides[tag] = width.flatMap { number(entry + (isBig ? 12 : 8), $0) }
      }
      entry += isBig ? 20 : 12
    }
    return bytes.pair(sides[256], sides[257])
  }

  /// The largest of the items' sizes ("ispe"): a picture may lie in tiles, and has a thumbnail (ISO/IEC 23008-12).
  private static func heif(_ bytes: HeaderBytes) -> Size? {
    guard let meta = bytes.box("meta", in: 0..<bytes.count), meta.count >= 4,
      let properties = bytes.box("iprp", in: meta.dropFirst(4)),
      let container = bytes.box("ipco", in: properties)
    else { return nil }
    func area(_ size: Size) -> Double { Double(size.width) * Double(size.height) }
    var largest: Size?
    bytes.forEachBox(in: container) { name, content in
      guard name == "ispe",
        let size = bytes.pair(
          bytes.big(at: content.lowerBound + 4, 4), bytes.big(at: content.lowerBound + 8, 4))
      else { return }
      if area(size) > largest.map(area) ?? 0 { largest = size }
    }
    return largest
  }

  /// The image header box, or the SIZ segment of a bare codestream (ISO/IEC 15444-1, annexes I and A).
  private static func jpeg2000(_ bytes: HeaderBytes) -> Size? {
    if bytes.big(at: 0, 4) == 0xFF4F_FF51 {
      guard let right = bytes.big(at: 8, 4), let bottom = bytes.big(at: 12, 4),
        let left = bytes.big(at: 16, 4), let top = bytes.big(at: 20, 4)
      else { return nil }
      return (right - left, bottom - top)
    }
    guard let headers = bytes.box("jp2h", in: 0..<bytes.count),
      let header = bytes.box("ihdr", in: headers)
    else { return nil }
    return bytes.pair(
      bytes.big(at: header.lowerBound + 4, 4), bytes.big(at: header.lowerBound, 4))
  }
}
