import CKernels

#if SCANLINE_AVX512
  private typealias Words = SIMD8<UInt64>
  private typealias Pairs = SIMD16<UInt64>
#elseif SCANLINE_AVX2
  private typealias Words = SIMD4<UInt64>
  private typealias Pairs = SIMD8<UInt64>
#else
  private typealias Words = SIMD2<UInt64>
  private typealias Pairs = SIMD4<UInt64>
#endif

/// A block a lane. A word of 32 bits takes a lane of 64, in which a product of two has room.
func randomMask(_ task: RandomMask) {
  var lanes = Words()
  for lane in lanes.indices { lanes[lane] = UInt64(lane) }
  let width = Words.scalarCount
  let threshold = Integers(repeating: Int32(truncatingIfNeeded: task.threshold))
  let kept = Vector(repeating: task.kept)
  var block = 0
  while block < task.blocks {
    var numbers = philox(lanes &+ (UInt64(task.first) &+ UInt64(block)), task)
    let target = task.mask + 4 &* block
    let count = min(width, task.blocks &- block) &* 4
    // The numbers of all blocks take two vectors of floats.
    withUnsafePointer(to: &numbers) {
      let source = UnsafeRawPointer($0)
      for half in 0..<2 {
        let at = half &* Vector.width
        guard at < count else { break }
        let bits = source.loadUnaligned(
          fromByteOffset: at &* MemoryLayout<Float>.stride, as: Integers.self)
        // The shift brings in the sign: it is taken off again.
        let upper = (bits &>> 8) & 0xFF_FFFF
        kept.replacing(with: 0, where: upper .< threshold)
          .store(target + at, min(Vector.width, count &- at))
      }
    }
    block &+= width
  }
}

/// Ten rounds over the counters of as many blocks as there are lanes; their numbers in order.
@inline(__always)
private func philox(_ blocks: Words, _ task: RandomMask) -> Pairs {
  let low = Words(repeating: 0xFFFF_FFFF)
  var c0 = blocks & low
  var c1 = blocks &>> 32
  var c2 = Words(repeating: UInt64(task.name.0))
  var c3 = Words(repeating: UInt64(task.name.1))
  var k0 = task.key.0
  var k1 = task.key.1
  for _ in 0..<10 {
    let p0 = c0 &* 0xD251_1F53
    let p1 = c2 &* 0xCD9E_8D57
    c0 = (p1 &>> 32) ^ c1 ^ Words(repeating: UInt64(k0))
    c1 = p1 & low
    c2 = (p0 &>> 32) ^ c3 ^ Words(repeating: UInt64(k1))
    c3 = p0 & low
    k0 &+= 0x9E37_79B9
    k1 &+= 0xBB67_AE85
  }
  var numbers = Pairs()
  numbers.evenHalf = c0 | c1 &<< 32
  numbers.oddHalf = c2 | c3 &<< 32
  return numbers
}
