import Testing

@testable import Recurrent

@Suite struct SoftmaxTests {
  @Test func rowsSumToOneWhateverTheirSize() {
    let logits: [Float] = [1, 2, 3, 1000, 999, -1000, -3e38, 3e38, 0]
    var result = [Float](repeating: -1, count: 9)
    Softmax.probabilities(logits: logits, count: 3, classes: 3, into: &result)
    #expect(abs(result[0] - 0.090_030_57) < 1e-7 && abs(result[2] - 0.665_240_96) < 1e-6)
    #expect(abs(result[3] - 0.731_058_6) < 1e-6 && result[5] == 0)
    #expect(result[6] == 0 && result[7] == 1 && result[8] == 0)
  }

  @Test func aNaNIsNotHidden() {
    var values: [Float] = [1, .nan, 3, 0, 0, 0]
    Softmax.probabilities(logits: values, count: 2, classes: 3, into: &values)
    #expect(values[0..<3].allSatisfy { $0.isNaN })
    #expect(values[3..<6].allSatisfy { abs($0 - 1 / 3) < 1e-7 })
  }
}
