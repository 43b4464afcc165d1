import Glibc
import Platform

/// The entropy-coded data from one marker to the next, with the stuffed zeros taken out.
struct EntropySegment {
  /// In the file: from the first byte to the 0xFF of the marker that ends it (or the scan's end).
  let range: Range<Int>
  /// Bytes after unstuffing.
  let byteCount: Int
  /// The restart marker's number that ends it; nil at the scan's end.
  let restart: Int?
  /// Where the next segment begins.
  let next: Int

  /// Copies the data from `start` without stuffing into `target`, up to the first marker or `end`.
  /// - Parameter target: room for `end - start` bytes.
  init(
    _ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    var filled = 0
    var at = start
    var restart: Int?
    var stop = end
    var next = end
    if let base = bytes.baseAddress {
      while at < end {
        let hit = memchr(base + at, 0xFF, end - at).map { UnsafeRawPointer($0) - base } ?? end
        memcpy(target + filled, base + at, hit - at)
        filled += hit - at
        guard hit < end else { break }
        var code = hit + 1
        while code < end, bytes[code] == 0xFF { code += 1 }
        guard code < end else {
          stop = hit
          break
        }
        guard bytes[code] == 0 else {
          stop = hit
          next = code + 1
          restart = JPEGMarker.isRestart(bytes[code]) ? Int(bytes[code] & 7) : nil
          break
        }
        target[filled] = 0xFF
        filled += 1
        at = code + 1
      }
    }
    range = start..<stop
    byteCount = filled
    self.restart = restart
    self.next = next
  }

  /// The file offset of an unstuffed byte.
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
