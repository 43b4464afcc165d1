import Compute
import Testing

@testable import Training

@Suite struct GroupedSplitTests {
  /// Random labels, and groups of 2 to 9 samples, some across classes.
  private func sample(_ seed: UInt64) -> (labels: [UInt16], groups: [Int32]) {
    var random = RandomStream(seed: seed, .test)
    let classes = 2 + random.integer(below: 4)
    var labels: [UInt16] = []
    var groups: [Int32] = []
    var group: Int32 = 0
    for _ in 0..<(40 + random.integer(below: 200)) {
      let label = UInt16(random.integer(below: classes))
      guard random.integer(below: 3) == 0 else {
        labels.append(label)
        groups.append(-1)
        continue
      }
      let isMixed = random.integer(below: 4) == 0
      for _ in 0..<(2 + random.integer(below: 8)) {
        labels.append(isMixed ? UInt16(random.integer(below: classes)) : label)
        groups.append(group)
      }
      group += 1
    }
    return (labels, groups)
  }

  @Test func groupsStayOnOneSideForManySeeds() {
    for seed in 0..<150 as Range<UInt64> {
      let (labels, groups) = sample(seed)
      let classCount = Int(labels.max() ?? 0) + 1
      let chosen = StratifiedSplit.choose(
        labels: labels, classCount: classCount, share: 0.3, seed: seed, groups: groups)
      var sides: [Int32: Bool] = [:]
      for (sample, group) in groups.enumerated() where group >= 0 {
        let side = sides[group, default: chosen[sample]]
        #expect(side == chosen[sample], "seed \(seed), group \(group)")
        sides[group] = side
      }
      for label in 0..<classCount {
        let members = labels.indices.filter { Int(labels[$0]) == label }
        guard members.count > 20 else { continue }
        let taken = members.filter { chosen[$0] }.count
        let wanted = StratifiedSplit.validationCount(of: members.count, share: 0.3)
        // A group has at most nine; one of another class may bring some more.
        #expect(abs(taken - wanted) <= 18, "seed \(seed), class \(label): \(taken) of \(wanted)")
        #expect(taken < members.count)
      }
      let again = StratifiedSplit.choose(
        labels: labels, classCount: classCount, share: 0.3, seed: seed, groups: groups)
      #expect(again == chosen)
    }
  }

  /// A validation part without the class could not judge it: better a group that is far too large.
  @Test func aClassOfLargeGroupsIsInBothParts() {
    let labels = [UInt16](repeating: 0, count: 20) + [UInt16](repeating: 1, count: 20)
    let groups = (0..<40).map { Int32($0 < 20 ? -1 : $0 < 32 ? 0 : 1) }
    let chosen = StratifiedSplit.choose(
      labels: labels, classCount: 2, share: 0.1, seed: 3, groups: groups)
    #expect(chosen[..<20].count { $0 } == 2)
    #expect(chosen[20..<32].allSatisfy { !$0 } && chosen[32...].allSatisfy { $0 })
  }

  @Test func withoutGroupsTheSplitIsWhatItWas() {
    // What version 1.0's first split chose, by its own rule: the first of each class's shuffled samples.
    for seed in 0..<20 as Range<UInt64> {
      let labels = sample(seed).labels
      let classCount = Int(labels.max() ?? 0) + 1
      var expected = Array(repeating: false, count: labels.count)
      for label in 0..<classCount {
        var members = labels.indices.filter { Int(labels[$0]) == label }.map { Int32($0) }
        var random = RandomStream(seed: seed, .split, UInt64(label))
        random.shuffle(&members)
        let count = StratifiedSplit.validationCount(of: members.count, share: 0.25)
        for sample in members.prefix(count) { expected[Int(sample)] = true }
      }
      let alone = [Int32](repeating: -1, count: labels.count)
      for groups in [[], alone] {
        let chosen = StratifiedSplit.choose(
          labels: labels, classCount: classCount, share: 0.25, seed: seed, groups: groups)
        #expect(chosen == expected)
      }
    }
  }

  @Test func aGroupThatIsAClassStaysInTraining() {
    let chosen = StratifiedSplit.choose(
      labels: [0, 0, 0, 1, 1, 1, 1, 1], classCount: 2, share: 0.4, seed: 1,
      groups: [0, 0, 0, -1, -1, -1, -1, -1])
    #expect(chosen.prefix(3).allSatisfy { !$0 } && chosen.filter { $0 }.count == 2)
  }

  @Test func thousandsOfCopiesTakeNoTime() {
    let count = 40_000
    let chosen = StratifiedSplit.choose(
      labels: [UInt16](repeating: 0, count: count), classCount: 1, share: 0.2, seed: 1,
      groups: (0..<count).map { $0 < count / 2 ? 0 : -1 })
    #expect(chosen.filter { $0 }.count == count / 5 && !chosen[0])
  }
}
