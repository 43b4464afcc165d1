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
      hashes.insert(hash)
    }
    let all = hashes.sorted()
    var found: Set<Pair> = []
    HammingPairs.find(in: all, within: distance) { found.insert(Pair(a: $0, b: $1)) }
    var expected: Set<Pair> = []
    for a in all.indices {
      for b in all.indices.dropFirst(a + 1) where (all[a] ^ all[b]).nonzeroBitCount <= distance {
        expected.insert(Pair(a: a, b: b))
      }
    }
    #expect(found == expected)
    #expect(distance < 3 || !expected.isEmpty)
  }
}
