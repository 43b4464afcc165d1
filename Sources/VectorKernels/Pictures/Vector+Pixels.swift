/// Between pixels of 8 bits and floats. (Transparent, and in halves where a vector is wide: the optimiser would leave
/// calls, and a vector is cut to pieces to be passed.)
extension Vector {
  /// Whole numbers from 0 to below 2^23: the low bits of the floats from 2^23 on. (A conversion is made lane by lane,
  /// and the optimiser puts such code together again in odd groups.)
  @_transparent
  init(small whole: Integers) {
    let bits = whole | Integers(repeating: 0x4B00_0000)
    // Bits as they are, between vectors of one size that the compiler checks: this cannot trap.
    self = unsafeBitCast(bits, to: Vector.self) - 0x1p23
  }

  /// All lanes from as many bytes.
  @_transparent
  init(_ bytes: Bytes) {
    #if SCANLINE_AVX512
      self.init(
        small: Integers(
          lowHalf: SIMD8<Int32>(truncatingIfNeeded: bytes.lowHalf),
          highHalf: SIMD8<Int32>(truncatingIfNeeded: bytes.highHalf)))
    #else
      self.init(small: Integers(truncatingIfNeeded: bytes))
    #endif
  }

  /// The first `count` bytes at `pointer`; the other lanes are 0.
  @inline(__always)
  init(bytes pointer: UnsafePointer<UInt8>, _ count: Int) {
    if count == Self.width {
      self.init(UnsafeRawPointer(pointer).loadUnaligned(as: Bytes.self))
    } else {
      var bytes = Bytes()
      withUnsafeMutablePointer(to: &bytes) { copyBytes(pointer, $0, count) }
      self.init(bytes)
    }
  }

  /// The first `count` lanes, levels, as the nearest of 0 to 255, halves upwards. (Not by a conversion, which would check
  /// every lane: adding 2^23 leaves the nearest integer in the low bits.)
  @inline(__always)
  func store(bytes pointer: UnsafeMutablePointer<UInt8>, _ count: Int) {
    let shift = Vector(repeating: 0x1p23)
    let level = clamped(0, 255) + 0.5
    let near = (level + shift) - shift
    let whole = near.replacing(with: near - 1, where: near .> level) + shift
    // Bits as they are, as above.
    var bytes = Bytes(truncatingIfNeeded: unsafeBitCast(whole, to: Integers.self))
    if count == Self.width {
      UnsafeMutableRawPointer(pointer).storeBytes(of: bytes, as: Bytes.self)
    } else {
      withUnsafePointer(to: &bytes) { copyBytes($0, pointer, count) }
    }
  }
}

/// Apart, as that of floats.
@inline(never)
private func copyBytes(
  _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int
) {
  target.copyMemory(from: source, byteCount: count)
}
