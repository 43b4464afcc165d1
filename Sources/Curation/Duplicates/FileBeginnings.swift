import Imaging

/// What a JPEG file begins with, so that a file that was cut off is found beside the whole one without
/// comparing all with all.
///
/// Hashes of the file up to marks that lie 64, 128, 256 ... bytes behind the start of its entropy-coded data: its
/// last eight. A cut copy has the whole one's marks as far as it goes, so that its last mark is one of the
/// whole one's. The last mark has at least half of the data before it: neither a header that many
/// files share (a colour profile, tables) nor a flat top puts different pictures together.
package struct FileBeginnings: Sendable {
  /// So that a copy is found that has at least 1/128 of the whole one's data.
  private static let capacity = 8
  private static let firstMark = 64

  /// The last one's first; 0 where there are fewer.
  private var hashes = InlineArray<8, UInt32>(repeating: 0)
  private var filled: UInt8 = 0

  package init() {}

  var count: Int { Int(filled) }

  /// Up to the last mark; nil for a file that has none: it is no JPEG, or ends before any picture.
  var whole: UInt32? { count == 0 ? nil : hashes[0] }

  /// - Parameter index: 0 for that up to the last mark, to below `count`.
  subscript(index: Int) -> UInt32 { hashes[index] }

  /// The marks of a file, ascending: byte offsets, rounded down to whole blocks of a hash.
  static func marks(of bytes: UnsafeRawBufferPointer) -> [Int] {
    guard let start = JPEGHeader.dataOffset(in: bytes) else { return [] }
    var marks: [Int] = []
    var distance = firstMark
    while distance <= bytes.count - start {
      marks.append((start + distance) / ContentHasher.blockSize * ContentHasher.blockSize)
      distance *= 2
    }
    return marks.suffix(capacity)
  }

  /// Adds what is hashed up to the next mark.
  mutating func append(_ hash: UInt32) {
    for index in (1..<Self.capacity).reversed() { hashes[index] = hashes[index - 1] }
    hashes[0] = hash
    filled = min(filled + 1, UInt8(Self.capacity))
  }
}
