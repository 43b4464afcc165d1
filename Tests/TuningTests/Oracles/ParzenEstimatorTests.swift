import Compute
import Glibc
import Testing

@testable import Tuning

@Suite struct ParzenEstimatorTests {
  private static let text = """
    {"a": {"type": "float", "low": 0, "high": 1},
     "b": {"type": "choice", "values": ["x", "y", "z"]},
     "c": {"type": "int", "low": 1, "high": 4, "when": {"b": "y"}}}
    """

  @Test func densitiesEqualScipys() throws {
    let space = UnitSpace(try SearchSpace(json: #"{"a": {"type": "float", "low": 0, "high": 1}}"#))
    let estimator = ParzenEstimator(space, points: ProcessTable.centres.map { [$0] })
    for (place, density) in zip(ProcessTable.places, ProcessTable.densities) {
      #expect(abs(estimator.logDensity([place]) - log(density)) < 1e-9)
    }
  }

  /// Relative to the uniform density of a space with branches, the mean over that density is 1.
  @Test func densitiesAddUpToOne() throws {
    let space = UnitSpace(try SearchSpace(json: Self.text))
    let points = [[0.1, 0.5 / 3, .nan], [0.6, 0.5, 0.125], [0.9, 0.5, 0.875]]
    let estimator = ParzenEstimator(space, points: points)
    var sum = 0.0
    let steps = 400
    for step in 0..<steps {
      let a = (Double(step) + 0.5) / Double(steps)
      for b in [0.5 / 3, 0.5, 2.5 / 3] {
        for c in [0.125, 0.375, 0.625, 0.875] {
          let point = [a, b, b == 0.5 ? c : .nan]
          sum += exp(estimator.logDensity(point)) / Double(steps) / 3 / 4
        }
      }
    }
    #expect(abs(sum - 1) < 1e-4)
  }

  @Test func drawsWhereItIsDense() throws {
    let space = UnitSpace(try SearchSpace(json: Self.text))
    let estimator = ParzenEstimator(
      space, points: [[0.2, 0.5, 0.125], [0.25, 0.5, 0.125], [0.15, 0.5, 0.125]])
    var random = RandomStream(seed: 0, .test)
    let drawn = (0..<2000).map { _ in estimator.sample(&random) }
    let branch = drawn.filter { $0[1] == 0.5 }
    #expect(branch.count > 1100)
    #expect(branch.allSatisfy { !$0[2].isNaN })
    #expect(drawn.allSatisfy { $0[1] == 0.5 || $0[2].isNaN })
    #expect(drawn.count { $0[0] < 0.5 } > 1300)
    #expect(drawn.allSatisfy { (0..<1).contains($0[0]) })
  }
}
