/// Finds the orientation tag in an Exif segment (CIPA DC-008, tag 0x0112 of the first directory).
enum ExifOrientation {
  /// - Parameter bytes: an APP1 payload, with the "Exif\0\0" in front.
  /// - Returns: 1 to 8, or nil when there is none or the structure makes no sense.
  static func find(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count >= 14, bytes.starts(with: [0x45, 0x78, 0x69, 0x66, 0]) else { return nil }
    let tiff = UnsafeRawBufferPointer(rebasing: bytes[6...])
    let bigEndian: Bool
    switch (tiff[0], tiff[1]) {
    case (0x4D, 0x4D): bigEndian = true
    case (0x49, 0x49): bigEndian = false
    default: return nil
    }
    func number(at offset: Int, size: Int) -> Int? {
      guard offset >= 0, size <= tiff.count, offset <= tiff.count - size else { return nil }
      return (0..<size).reduce(0) { sum, index in
        sum << 8 | Int(tiff[offset + (bigEndian ? index : size - 1 - index)])
      }
    }
    guard number(at: 2, size: 2) == 42, let directory = number(at: 4, size: 4),
      let count = number(at: directory, size: 2)
    else { return nil }
    for index in 0..<count {
      let entry = directory + 2 + 12 * index
      guard let tag = number(at: entry, size: 2), let type = number(at: entry + 2, size: 2) else {
        return nil
      }
      guard tag == 0x0112 else { continue }
      // SHORT by the standard; some writers use BYTE or LONG.
      let size: Int? =
        switch type {
        case 1: 1
        case 3: 2
        case 4: 4
        default: nil
        }
      guard let size, let value = number(at: entry + 8, size: size), (1...8).contains(value)
      else { return nil }
      return value
    }
    return nil
  }
}
