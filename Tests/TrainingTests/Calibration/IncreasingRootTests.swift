import Foundation
import Testing

@testable import Training

@Suite struct IncreasingRootTests {
  /// The root, and how often the function was asked.
  private func find(
    _ range: ClosedRange<Double>, from start: Double = 0,
    _ function: (Double) -> (value: Double, slope: Double)
  ) -> (root: Double, count: Int) {
    var count = 0
    let root = IncreasingRoot.find(in: range, from: start) {
      count += 1
      return function($0)
    }
    return (root, count)
  }

  @Test func fewStepsAreEnough() {
    let smooth = find(-4...4) { (exp($0) - 3, exp($0)) }
    #expect(abs(smooth.root - Foundation.log(3)) < 1e-9 && smooth.count <= 8)
    // Newton's steps alone would go ever farther away.
    let flat = find(-30...40, from: 5) { (atan($0 - 1), 1 / (1 + ($0 - 1) * ($0 - 1))) }
    #expect(abs(flat.root - 1) < 1e-9 && flat.count <= 16)
    // Nor does a jump that no derivative tells of, or a wrong one, keep the bracket from shrinking.
    let jump = find(-4...4) { ($0 < 0.7 ? -1 : 1, 0) }
    #expect(abs(jump.root - 0.7) < 1e-4 && jump.count <= 24)
    let wrong = find(-4...4) { ($0 - 0.7, -1) }
    #expect(abs(wrong.root - 0.7) < 1e-4 && wrong.count <= 24)
  }

  @Test func aRootBeyondABoundIsTheBound() {
    let above = find(-4...4) { ($0 - 9, 1) }
    #expect(above.root == 4 && above.count == 2)
    let below = find(-4...4) { (exp($0), exp($0)) }
    #expect(below.root == -4 && below.count <= 5)
    #expect(find(-4...4) { ($0 - 4, 1) }.root == 4)
  }

  @Test func whatIsNoNumberEndsTheSearch() {
    for value in [Double.nan, 0] {
      let found = find(-4...4, from: 1) { _ in (value, 0) }
      #expect(found.root == 1 && found.count == 1)
    }
  }
}
