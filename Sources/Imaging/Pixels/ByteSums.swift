/// Sums of interleaved channels.
enum ByteSums {
  private typealias Bytes = SIMD16<UInt8>
  private typealias Sums = SIMD16<UInt16>

  /// - Parameters:
  ///   - count: bytes, a multiple of `channels`.
  ///   - channels: 1 or 3.
  /// - Returns: one a channel; the others are 0.
  static func channels(
    _ bytes: UnsafePointer<UInt8>, count: Int, channels: Int
  ) -> SIMD3<Int> {
    var result = SIMD3<Int>()
    // 48 bytes are whole pixels, so that a lane always has the same channel; 256 of 255 fit a lane.
    let block = 48
    var start = 0
    while start &+ block <= count {
      let end = min(start &+ 256 &* block, count &- count % block)
      var (a, b, c) = (Sums(), Sums(), Sums())
      while start < end {
        let place = UnsafeRawPointer(bytes + start)
        a &+= Sums(truncatingIfNeeded: place.loadUnaligned(as: Bytes.self))
        b &+= Sums(truncatingIfNeeded: place.loadUnaligned(fromByteOffset: 16, as: Bytes.self))
        c &+= Sums(truncatingIfNeeded: place.loadUnaligned(fromByteOffset: 32, as: Bytes.self))
        start &+= block
      }
      for lane in 0..<16 {
        result[lane % channels] &+= Int(a[lane])
        result[(lane + 16) % channels] &+= Int(b[lane])
        result[(lane + 32) % channels] &+= Int(c[lane])
      }
    }
    while start < count {
      result[start % channels] &+= Int(bytes[start])
      start &+= 1
    }
    return result
  }
}
