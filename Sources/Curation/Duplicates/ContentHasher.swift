/// Makes a `ContentHash` of bytes that come in pieces, and tells on the way what those so far hash to.
///
/// Two lanes of 64 bits. Each takes a word of every 16 bytes, is multiplied to 128 bits and folded, and is
/// crossed with the other lane (the multiply-and-fold step of the wyhash family, with constants of our own:
/// odd parts of the square roots of 2, 3, 5 and 7). Little-endian; the last block is filled with zeros, the
/// length comes last. Fast and well mixed, but no defence against files made to collide, hence the comparison
/// of the bytes.
struct ContentHasher {
  /// Bytes of a block; all pieces but the last are whole blocks.
  static let blockSize = 16

  private var a: UInt64 = 0x6A09_E667_F3BC_C909
  private var b: UInt64 = 0xBB67_AE85_84CA_A73B

  /// - Parameter bytes: whole blocks.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var at = 0
    while at + Self.blockSize <= bytes.count {
      take(
        bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
      at += Self.blockSize
    }
  }

  /// 32 bits of the bytes so far.
  var short: UInt32 { UInt32(truncatingIfNeeded: Self.fold(a, b | 1)) }

  /// - Parameters:
  ///   - rest: the last piece.
  ///   - byteCount: of all pieces.
  func finished(with rest: UnsafeRawBufferPointer, byteCount: Int) -> ContentHash {
    var hasher = self
    hasher.add(rest)
    let whole = rest.count - rest.count % Self.blockSize
    if whole < rest.count {
      var last: (UInt64, UInt64) = (0, 0)
      withUnsafeMutableBytes(of: &last) {
        $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[whole...]))
      }
      hasher.take(last.0, last.1)
    }
    hasher.take(UInt64(byteCount), hasher.a)
    return ContentHash(low: hasher.a, high: hasher.b)
  }

  @inline(__always)
  private mutating func take(_ first: UInt64, _ second: UInt64) {
    let left = Self.fold(a ^ first, 0x3C6E_F372_FE94_F82B ^ second)
    b = Self.fold(b ^ second, 0xA54F_F53A_5F1D_36F1) ^ left
    a = left &+ b
  }

  @inline(__always)
  private static func fold(_ x: UInt64, _ y: UInt64) -> UInt64 {
    let product = x.multipliedFullWidth(by: y)
    return product.high ^ product.low
  }
}
