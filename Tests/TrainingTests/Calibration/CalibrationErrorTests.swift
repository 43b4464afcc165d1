import Testing

@testable import Training

@Suite struct CalibrationErrorTests {
  @Test func isTheHandComputedOne() {
    var error = CalibrationError()
    #expect(error.value == 0)
    // The last bin: two of three right at a mean of .97. Two others with an answer each.
    for (probability, isRight) in [
      (0.95, true), (0.97, false), (0.99, true), (0.35, true), (0.45, false),
    ] {
      error.add(probability: Float(probability), isRight: isRight)
    }
    let expected = (abs(2 - 2.91) + abs(1 - 0.35) + abs(0 - 0.45)) / 5
    #expect(abs(error.value - expected) < 1e-6)
  }

  @Test func answersOfOneBinAreSummedBeforeTheyAreCompared() {
    var error = CalibrationError()
    // .75 and .75 with one right: off by a quarter, whichever is the right one.
    error.add(probability: 0.75, isRight: true)
    error.add(probability: 0.75, isRight: false)
    #expect(abs(error.value - 0.25) < 1e-6)
  }

  @Test func thereAreFifteenBins() {
    var error = CalibrationError()
    // Both between 10/15 and 11/15; of ten bins they would have one each.
    error.add(probability: 0.68, isRight: true)
    error.add(probability: 0.72, isRight: false)
    #expect(abs(error.value - 0.2) < 1e-6)
    // Of fifteen they have one each, of ten one.
    var other = CalibrationError()
    other.add(probability: 0.72, isRight: true)
    other.add(probability: 0.76, isRight: false)
    #expect(abs(other.value - (0.28 + 0.76) / 2) < 1e-6)
  }

  @Test func theEndsHaveABin() {
    var error = CalibrationError()
    error.add(probability: 0, isRight: false)
    error.add(probability: 1, isRight: true)
    error.add(probability: .nan, isRight: true)
    #expect(error.value == 0)
  }
}
