import Compute
import Testing

@testable import Tuning

@Suite struct ParetoFrontsTests {
  /// By the definition: what nothing dominates, then the same of the rest.
  private func byDefinition(_ losses: [[Double]]) -> [Set<Int>] {
    var rest = Set(losses.indices)
    var fronts: [Set<Int>] = []
    while !rest.isEmpty {
      let front = rest.filter { one in
        !rest.contains { other in
          zip(losses[other], losses[one]).allSatisfy { $0 <= $1 } && losses[other] != losses[one]
        }
      }
      fronts.append(front)
      rest.subtract(front)
    }
    return fronts
  }

  @Test(arguments: 2...4)
  func areThoseOfTheDefinition(objectives: Int) {
    var random = RandomStream(seed: 5, .test)
    for count in [0, 1, 2, 7, 60] {
      // Few values, so that many are equal.
      let losses = (0..<count).map { _ in
        (0..<objectives).map { _ in Double(random.integer(below: 6)) }
      }
      let fronts = ParetoFronts.sorted(losses)
      #expect(fronts.map { Set($0) } == byDefinition(losses))
      for front in fronts {
        for (one, other) in zip(front, front.dropFirst()) {
          #expect(
            losses[one].lexicographicallyPrecedes(losses[other])
              || (losses[one] == losses[other] && one < other))
        }
      }
    }
  }
}
