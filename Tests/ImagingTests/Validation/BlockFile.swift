/// Writes gray baseline files bit by bit, with restart markers and with any nonsense that no encoder
/// writes. One block an MCU; the tables are those of annex K, which need not be in the file.
struct BlockFile {
  var columns = 4
  var rows = 8
  /// MCUs between restart markers; 0: none.
  var restartInterval = 0
  var quantisation = [UInt8](repeating: 8, count: 64)
  var sofMarker: UInt8 = 0xC0
  var precision: UInt8 = 8

  /// DC difference 0, end of block.
  static let flat = "00" + "1010"
  /// DC difference 1, a coefficient of 1 at once, end of block.
  static let edge = "010" + "1" + "00" + "1" + "1010"
  /// DC difference -1, the rest as `edge`.
  static let edgeBack = "010" + "0" + "00" + "1" + "1010"
  /// Sixteen ones begin no code of the luma AC table that annex K has.
  static let noCode = "00" + "1111111111111111"
  /// Four runs of 16 zeros and a coefficient: the 66th of 64.
  static let tooLong = "00" + "11111111001" + "11111111001" + "11111111001" + "11111111001" + "001"

  var blockCount: Int { columns * rows }

  /// Blocks that look like a picture's.
  var plainBlocks: [String] {
    (0..<blockCount).map { $0 % 3 == 0 ? Self.flat : $0 % 2 == 0 ? Self.edge : Self.edgeBack }
  }

  /// The headers, up to the first byte of data.
  var head: [UInt8] {
    var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0] + quantisation
    bytes += [0xFF, sofMarker, 0, 11, precision]
    bytes += [UInt8((rows * 8) >> 8), UInt8(rows * 8 & 255)]
    bytes += [UInt8((columns * 8) >> 8), UInt8(columns * 8 & 255), 1, 1, 0x11, 0]
    if restartInterval > 0 {
      bytes += [0xFF, 0xDD, 0, 4, UInt8(restartInterval >> 8), UInt8(restartInterval & 255)]
    }
    return bytes + [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]
  }

  /// The whole file.
  func encode(_ blocks: [String]) -> [UInt8] {
    head + segments(blocks).joined() + [0xFF, 0xD9]
  }

  /// The data of each restart interval, its restart marker included.
  func segments(_ blocks: [String]) -> [[UInt8]] {
    let size = restartInterval > 0 ? restartInterval : max(blocks.count, 1)
    let starts = stride(from: 0, to: blocks.count, by: size)
    return starts.enumerated().map { index, start in
      let end = min(start + size, blocks.count)
      let marker: [UInt8] = end < blocks.count ? [0xFF, 0xD0 + UInt8(index & 7)] : []
      return Self.pack(blocks[start..<end].joined()) + marker
    }
  }

  /// Bits to bytes, with ones at the end and a zero behind each 0xFF.
  static func pack(_ bits: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var byte = 0
    var count = 0
    let padding = String(repeating: "1", count: (8 - bits.count % 8) % 8)
    for bit in (bits + padding).utf8 {
      byte = byte << 1 | (bit == UInt8(ascii: "1") ? 1 : 0)
      count += 1
      guard count == 8 else { continue }
      bytes.append(UInt8(byte))
      if byte == 0xFF { bytes.append(0) }
      (byte, count) = (0, 0)
    }
    return bytes
  }
}
