import Testing

@testable import Compute

@Suite struct RandomStreamTests {
  /// Known answers of philox4x32-10 from the authors' Random123 distribution.
  @Test func blocksMatchThePublishedAnswers() {
    #expect(
      RandomStream.philox(SIMD4(0, 0, 0, 0), SIMD2(0, 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      RandomStream.philox(SIMD4(repeating: .max), SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      RandomStream.philox(
        SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func theNameOfAStreamDecidesItsNumbers() {
    func first(_ seed: UInt64, _ purpose: RandomStream.Purpose, _ a: UInt64, _ b: UInt64)
      -> [UInt64]
    {
      var stream = RandomStream(seed: seed, purpose, a, b)
      return (0..<4).map { _ in stream.next() }
    }
    let reference = first(0, .test, 0, 0)
    #expect(reference == first(0, .test, 0, 0))
    let others = [
      first(1, .test, 0, 0), first(1 << 32, .test, 0, 0), first(0, .order, 0, 0),
      first(0, .test, 1, 0), first(0, .test, 1 << 32, 0), first(0, .test, 0, 1),
      first(0, .test, 0, 1 << 32),
    ]
    #expect(Set(others + [reference]).count == others.count + 1)
  }

  @Test func numbersFillTheirRangesEvenly() {
    var stream = RandomStream(seed: 7, .test)
    var sum = 0.0
    var squares = 0.0
    var counts = [Int](repeating: 0, count: 7)
    let total = 70_000
    for _ in 0..<total {
      let value = stream.uniform()
      #expect(value >= 0 && value < 1)
      counts[stream.integer(below: 7)] += 1
      let normal = stream.normal()
      sum += normal
      squares += normal * normal
    }
    // Five standard errors each.
    #expect(abs(sum / Double(total)) < 5 / Double(total).squareRoot())
    #expect(abs(squares / Double(total) - 1) < 5 * (2 / Double(total)).squareRoot())
    for count in counts { #expect(abs(count - total / 7) < 480) }
  }

  @Test func aShuffleKeepsEveryElement() {
    var stream = RandomStream(seed: 3, .test)
    var numbers = Array(0..<1000)
    stream.shuffle(&numbers)
    #expect(numbers != Array(0..<1000))
    #expect(numbers.sorted() == Array(0..<1000))
  }
}
