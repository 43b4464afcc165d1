import Foundation
import Testing

@testable import Training

@Suite struct TemperatureFitTests {
  /// Logits 2 and 0, of which the first label is right three times out of four.
  private var fit: TemperatureFit {
    var fit = TemperatureFit(classCount: 2)
    for label in [0, 0, 1, 0] { fit.add([2, 0], label: label) }
    return fit
  }

  @Test func probabilitiesBecomeTheShareOfRightAnswers() {
    // Smoothed by a sixth: 5/6 of 3/4 and half of 1/6 are 17/24, 1 / (1 + e^(-2 / T)) at T = 2 / ln (17/7).
    let expected = 2 / Foundation.log(17.0 / 7)
    #expect(abs(Double(fit.temperature) - expected) < 1e-5)
    // Of many answers the smoothing is nothing: 2 / ln 3.
    var many = TemperatureFit(classCount: 2)
    for index in 0..<40_000 { many.add([2, 0], label: index % 4 == 0 ? 1 : 0) }
    #expect(abs(Double(many.temperature) - 2 / Foundation.log(3.0)) < 1e-3)
  }

  @Test func figuresAreTheHandComputedOnes() {
    let likely: Double = 1 / (1 + exp(-2))
    let before = fit.figures(1)
    // -ln p for three, 2 more for the fourth.
    let loss = 0.5 - Foundation.log(likely)
    #expect(abs(before.loss - loss) < 1e-6)
    #expect(abs(before.error - (likely - 0.75)) < 1e-6)
    let after = fit.figures(Float(2 / Foundation.log(3.0)))
    // -(3/4 ln 3/4 + 1/4 ln 1/4)
    #expect(abs(after.loss - 0.562335144618808) < 1e-6)
    #expect(after.error < 1e-6)
  }

  @Test func fewAnswersMakeNobodyCertain() {
    var right = TemperatureFit(classCount: 3)
    for _ in 0..<10 { right.add([4, 0, -1], label: 0) }
    #expect(right.temperature > 0.5 && right.temperature < 2)
    var wrong = TemperatureFit(classCount: 3)
    wrong.add([1, 0, -1], label: 2)
    #expect(abs(wrong.temperature - 100) < 1)
    #expect(TemperatureFit(classCount: 3).temperature == 1)
    var huge = TemperatureFit(classCount: 2)
    huge.add([3e38, -3e38], label: 1)
    #expect(huge.temperature.isFinite)
  }
}
