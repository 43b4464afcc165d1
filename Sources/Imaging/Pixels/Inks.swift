import Platform

/// Four inks (CMYK) to light. JPEG files hold inks as Adobe writes them, inverted: 255 is no ink. Files without
/// Adobe's marker are taken to be the same, as browsers and Pillow take them.
enum Inks {
  /// - Parameter inks: four bytes for each pixel of `bitmap`.
  static func convert(_ inks: UnsafeRawBufferPointer, into bitmap: Bitmap) {
    guard let inks = inks.bindMemory(to: UInt8.self).baseAddress else { return }
    let target = bitmap.pointer
    for i in 0..<bitmap.width * bitmap.height {
      let paper = inks[4 * i + 3]
      let red = product(inks[4 * i], paper)
      let green = product(inks[4 * i + 1], paper)
      let blue = product(inks[4 * i + 2], paper)
      if bitmap.channels == 3 {
        target[3 * i] = UInt8(truncatingIfNeeded: red)
        target[3 * i + 1] = UInt8(truncatingIfNeeded: green)
        target[3 * i + 2] = UInt8(truncatingIfNeeded: blue)
      } else {
        // Luma in 16 bits after the point; the weights sum to 65536.
        let sum = 19595 &* red &+ 38470 &* green &+ 7471 &* blue &+ 32768
        target[i] = UInt8(truncatingIfNeeded: sum >> 16)
      }
    }
    withExtendedLifetime(bitmap) {}
  }

  /// a * b / 255, rounded.
  @inline(__always)
  private static func product(_ a: UInt8, _ b: UInt8) -> UInt32 {
    let value = UInt32(a) &* UInt32(b) &+ 128
    return (value &+ value >> 8) >> 8
  }
}
