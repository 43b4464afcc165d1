import Compute
import Platform

/// What happens to files on disks and in transit, each kind as users meet it.
enum Damage: CaseIterable {
  case cutInHalf, cutInHeader, zeroTail, empty, errorPage, pngInside, flippedBits, hugeHeader,
    cutNearEnd
  case foreignMiddle, randomBytes, headerOnly

  /// The damaged bytes of a good file.
  func applied(to file: ByteBuffer, _ artist: inout Artist) -> [UInt8] {
    var bytes = file.withBytes { Array($0) }
    let count = bytes.count
    switch self {
    case .cutInHalf: return Array(bytes.prefix(count * artist.whole(35, 70) / 100))
    case .cutInHeader: return Array(bytes.prefix(artist.whole(40, 150)))
    case .cutNearEnd: return Array(bytes.prefix(count * artist.whole(88, 96) / 100))
    case .zeroTail:
      let start = count * artist.whole(30, 60) / 100
      return bytes[..<start] + [UInt8](repeating: 0, count: count - start)
    case .empty: return []
    case .errorPage:
      return Array("<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>\n".utf8)
    case .pngInside: return [0x89] + Array("PNG\r\n\u{1A}\n\0\0\0\rIHDR".utf8) + bytes.suffix(900)
    case .flippedBits:
      // The last three quarters are entropy-coded data in every file of ours.
      for _ in 0..<60 {
        bytes[artist.whole(count / 4, count - 3)] ^= 1 << UInt8(artist.whole(0, 7))
      }
      return bytes
    case .hugeHeader:
      if let frame = Self.frame(in: bytes) {
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFD, 0xE8, 0xFD, 0xE8])
      }
      return bytes
    case .foreignMiddle:
      let start = count / 2
      for i in start..<min(start + 2048, count) { bytes[i] = UInt8(artist.whole(0, 255)) }
      return bytes
    case .randomBytes:
      return (0..<artist.whole(3000, 9000)).map { _ in UInt8(artist.whole(0, 255)) }
    case .headerOnly: return Array(bytes.prefix((Self.frame(in: bytes) ?? 18) + 19))
    }
  }

  /// Where the frame header (SOF0) begins.
  private static func frame(in bytes: [UInt8]) -> Int? {
    bytes.indices.dropLast(10).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 }
  }
}
