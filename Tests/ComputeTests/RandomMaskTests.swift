import CKernels
import Testing

@testable import Compute

@Suite struct RandomMaskTests {
  /// Whole vectors and part of one; counters whose lower word overflows.
  @Test(arguments: KernelFunctionTests.sets)
  func masksHoldTheNumbersOfTheirBlocks(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    let key = SIMD2<UInt32>(0xa409_3822, 0x299f_31d0)
    let name = SIMD2<UInt32>(0x1319_8a2e, 0x0370_7344)
    let threshold: UInt32 = 0x66_6667
    for first: UInt64 in [0, 5, 0xFFFF_FFFE] {
      for blocks in 0..<20 {
        var mask = [Float](repeating: .nan, count: 4 * blocks + 1)
        mask.withUnsafeMutableBufferPointer { mask in
          guard let mask = mask.baseAddress else { return }
          kernels.randomMask(
            RandomMask(
              key: (key[0], key[1]), name: (name[0], name[1]), first: UInt(first),
              threshold: threshold, kept: 1.5, mask: mask, blocks: blocks))
        }
        let expected = (0..<UInt64(blocks)).flatMap { block -> [Float] in
          let number = first + block
          let counter = SIMD4(
            UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32),
            name[0], name[1])
          let words = RandomStream.philox(counter, key)
          return (0..<4).map { words[$0] >> 8 < threshold ? 0 : 1.5 }
        }
        #expect(Array(mask.dropLast()) == expected)
        #expect(mask[4 * blocks].isNaN)
      }
    }
  }

  /// However a stream was used before, and is used after.
  @Test(arguments: [Float(0), 0.1, 0.5, 0.999])
  func aMaskIsWhatSingleNumbersWouldHaveGiven(rate: Float) {
    for before in 0..<6 {
      for count in [0, 1, 3, 4, 7, 64, 131] {
        var stream = RandomStream(seed: 11, .test)
        for _ in 0..<before { _ = stream.uniform() }
        var other = stream
        var mask = [Float](repeating: .nan, count: count)
        stream.fill(&mask, count: count, dropping: rate, keeping: 2)
        let expected: [Float] = (0..<count).map { _ in other.uniform() < rate ? 0 : 2 }
        #expect(mask == expected)
        #expect(stream.next() == other.next())
      }
    }
  }
}
