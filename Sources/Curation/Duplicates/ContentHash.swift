/// 128 bits of a file's bytes, to find files that may be equal; whether they are, their bytes tell.
///
/// Two lanes of 64 bits, seeded with the length. Each takes a word of every 16 bytes, is multiplied to 128
/// bits and folded, and is crossed with the other lane (the multiply-and-fold step of the wyhash family, with
/// constants of our own: odd parts of the square roots of 2, 3, 5 and 7). Little-endian; the last
/// block is filled with zeros. Fast and well mixed, but no defence against files made to collide, hence the
/// comparison. Not stored anywhere: it may change with any version.
package struct ContentHash: Hashable, Sendable {
  package let low: UInt64
  package let high: UInt64

  package init(_ bytes: UnsafeRawBufferPointer) {
    var a: UInt64 = 0x6A09_E667_F3BC_C909 ^ UInt64(bytes.count)
    var b: UInt64 = 0xBB67_AE85_84CA_A73B
    func take(_ first: UInt64, _ second: UInt64) {
      let left = Self.fold(a ^ first, 0x3C6E_F372_FE94_F82B ^ second)
      b = Self.fold(b ^ second, 0xA54F_F53A_5F1D_36F1) ^ left
      a = left &+ b
    }
    var at = 0
    while at + 16 <= bytes.count {
      take(
        bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
      at += 16
    }
    if at < bytes.count {
      var last: (UInt64, UInt64) = (0, 0)
      withUnsafeMutableBytes(of: &last) {
        $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[at...]))
      }
      take(last.0, last.1)
    }
    take(0x9E37_79B9_7F4A_7C15, a)
    low = a
    high = b
  }

  @inline(__always)
  private static func fold(_ x: UInt64, _ y: UInt64) -> UInt64 {
    let product = x.multipliedFullWidth(by: y)
    return product.high ^ product.low
  }
}
