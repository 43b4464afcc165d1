import Testing

@testable import Training

@Suite struct StratifiedSplitTests {
  @Test func sharesAreRoundedWithinBounds() {
    #expect(StratifiedSplit.validationCount(of: 10, share: 0.2) == 2)
    #expect(StratifiedSplit.validationCount(of: 10, share: 0.01) == 1)
    #expect(StratifiedSplit.validationCount(of: 2, share: 0.99) == 1)
    #expect(StratifiedSplit.validationCount(of: 1, share: 0.5) == 0)
    #expect(StratifiedSplit.validationCount(of: 10, share: 0) == 0)
  }

  @Test func everyClassIsSplitAlike() {
    let labels = (0..<300).map { UInt16($0 % 7 == 0 ? 1 : 0) }
    let chosen = StratifiedSplit.choose(labels: labels, classCount: 2, share: 0.3, seed: 4)
    for label in 0..<2 {
      let members = labels.indices.filter { Int(labels[$0]) == label }
      let taken = members.filter { chosen[$0] }.count
      #expect(taken == StratifiedSplit.validationCount(of: members.count, share: 0.3))
    }
  }

  @Test func theSeedDecides() {
    let labels = Array(repeating: UInt16(0), count: 100)
    func choose(_ seed: UInt64) -> [Bool] {
      StratifiedSplit.choose(labels: labels, classCount: 1, share: 0.5, seed: seed)
    }
    #expect(choose(0) == choose(0))
    #expect(choose(0) != choose(1))
  }
}
