import Compute
import Testing

@testable import Curation

@Suite struct HammingPairsTests {
  struct Pair: Hashable { let a: Int, b: Int }

  @Test(arguments: [0, 1, 3, 6, 11, 16]) func findsWhatComparingAllFinds(distance: Int) {
    var random = RandomStream(seed: 3, .test)
    // Neighbours of a few centres at all distances.
    let centres = (0..<12).map { _ in random.next() }
    var hashes: Set<UInt64> = []
    while hashes.count < 700 {
      var hash = centres[random.integer(below: centres.count)]
      for _ in 0..<random.integer(below: 20) { hash ^= 1 << UInt64(random.integer(below: 64)) }
      // Many share a margin, and with it whole parts of neighbouring bits.
      if hashes.count % 3 > 0 { hash &= 0x0000_0FFF_FFFF_0000 }
      hashes.insert(hash)
    }
    let all = hashes.sorted()
    var found: Set<Pair> = []
    HammingPairs.find(in: all, within: distance, pause: {}) {
      #expect(found.insert(Pair(a: $0, b: $1)).inserted, "\($0), \($1) again")
    }
    var expected: Set<Pair> = []
    for a in all.indices {
      for b in all.indices.dropFirst(a + 1) where (all[a] ^ all[b]).nonzeroBitCount <= distance {
        expected.insert(Pair(a: a, b: b))
      }
    }
    #expect(found == expected)
    #expect(distance < 3 || !expected.isEmpty)
  }

  @Test func itCanBeStopped() {
    struct Stop: Error {}
    // All share every part but one: hardly a bit tells them apart.
    let hashes = (0..<4000 as Range<UInt64>).map { $0 }
    var calls = 0
    #expect(throws: Stop.self) {
      try HammingPairs.find(
        in: hashes, within: 16,
        pause: {
          calls += 1
          if calls == 3 { throw Stop() }
        }, { _, _ in })
    }
    #expect(calls == 3)
  }

  @Test func sharedBitsAreSpreadOverTheParts() {
    // Random in 24 bits next to each other, so that 4 parts of neighbouring bits would be the same in all.
    var random = RandomStream(seed: 4, .test)
    let hashes = (0..<2000).map { _ in random.next() & 0xFFFFFF }
    #expect(
      HammingPairs.masks(hashes, parts: 7).allSatisfy { ($0 & 0xFFFFFF).nonzeroBitCount >= 3 })
    #expect(HammingPairs.masks(hashes, parts: 7).reduce(0) { $0 + $1.nonzeroBitCount } == 64)
  }
}
