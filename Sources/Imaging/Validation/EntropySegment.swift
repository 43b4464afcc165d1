import Glibc

/// Where the entropy-coded data from one marker to the next lie in the file.
struct EntropySegment {
  /// From the first byte to the 0xFF of the marker that ends it (or the scan's end).
  let range: Range<Int>
  /// The restart marker's number that ends it; nil at the scan's end.
  let restart: Int?
  /// Where the next segment begins.
  let next: Int

  /// - Parameters:
  ///   - start: the first byte.
  ///   - end: the scan's.
  init(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) {
    var at = start
    var restart: Int?
    var stop = end
    var next = end
    while let base = bytes.baseAddress, at < end, let hit = memchr(base + at, 0xFF, end - at) {
      let first = UnsafeRawPointer(hit) - base
      var code = first + 1
      while code < end, bytes[code] == 0xFF { code += 1 }
      guard code < end else {
        stop = first
        break
      }
      guard bytes[code] == 0 else {
        stop = first
        next = code + 1
        restart = JPEGMarker.isRestart(bytes[code]) ? Int(bytes[code] & 7) : nil
        break
      }
      at = code + 1
    }
    range = start..<stop
    self.restart = restart
    self.next = next
  }

  /// The file offset of a byte that is counted without stuffing.
  func offset(ofByte index: Int, in bytes: UnsafeRawBufferPointer) -> Int {
    var at = range.lowerBound
    var left = index
    while at < range.upperBound, left > 0 {
      if bytes[at] == 0xFF {
        while at + 1 < range.upperBound, bytes[at + 1] == 0xFF { at += 1 }
        at += 1
      }
      at += 1
      left -= 1
    }
    return min(at, range.upperBound)
  }
}
