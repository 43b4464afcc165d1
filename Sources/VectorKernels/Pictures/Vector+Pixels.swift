/// Between pixels of 8 bits and floats. (Transparent and in halves where a vector is wide: the optimiser would leave
/// calls, and a vector is cut to pieces to be passed.)
extension Vector {
  @_transparent
  init(whole: Integers) {
    #if SCANLINE_AVX512
      self.init(lowHalf: SIMD8<Float>(whole.lowHalf), highHalf: SIMD8<Float>(whole.highHalf))
    #else
      self.init(whole)
    #endif
  }

  /// All lanes from as many bytes.
  @_transparent
  init(_ bytes: Bytes) {
    #if SCANLINE_AVX512
      self.init(
        whole: Integers(
          lowHalf: SIMD8<Int32>(truncatingIfNeeded: bytes.lowHalf),
          highHalf: SIMD8<Int32>(truncatingIfNeeded: bytes.highHalf)))
    #else
      self.init(whole: Integers(truncatingIfNeeded: bytes))
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
    // Bits as they are, between vectors of one size that the compiler checks: this cannot trap.
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

// Three channels of so many pixels, one after the other pixel by pixel.

@_transparent
func storePixels(
  _ red: SIMD4<Float>, _ green: SIMD4<Float>, _ blue: SIMD4<Float>,
  _ target: UnsafeMutablePointer<Float>
) {
  let target = UnsafeMutableRawPointer(target)
  let first = SIMD4(red.x, green.x, blue.x, red.y)
  let second = SIMD4(green.y, blue.y, red.z, green.z)
  let third = SIMD4(blue.z, red.w, green.w, blue.w)
  target.storeBytes(of: first, as: SIMD4<Float>.self)
  target.storeBytes(of: second, toByteOffset: 16, as: SIMD4<Float>.self)
  target.storeBytes(of: third, toByteOffset: 32, as: SIMD4<Float>.self)
}

@_transparent
func storePixels(
  _ red: SIMD8<Float>, _ green: SIMD8<Float>, _ blue: SIMD8<Float>,
  _ target: UnsafeMutablePointer<Float>
) {
  storePixels(red.lowHalf, green.lowHalf, blue.lowHalf, target)
  storePixels(red.highHalf, green.highHalf, blue.highHalf, target + 12)
}

@_transparent
func storePixels(
  _ red: SIMD16<Float>, _ green: SIMD16<Float>, _ blue: SIMD16<Float>,
  _ target: UnsafeMutablePointer<Float>
) {
  storePixels(red.lowHalf, green.lowHalf, blue.lowHalf, target)
  storePixels(red.highHalf, green.highHalf, blue.highHalf, target + 24)
}
