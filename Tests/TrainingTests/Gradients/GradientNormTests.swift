import Testing

@testable import Training

@Suite struct GradientNormTests {
  @Test func squaresAreSummed() {
    for count in 0...9 {
      let values = (0..<count).map { Float($0) - 3 }
      let expected = values.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(GradientNorm.squares(values, count: count) == expected)
    }
  }

  @Test func clippingScalesToTheLimit() {
    #expect(GradientNorm.scale(norm: 8, limit: 2) == 0.25)
    #expect(GradientNorm.scale(norm: 1, limit: 2) == 1)
    #expect(GradientNorm.scale(norm: 8, limit: 0) == 1)
  }

  @Test func aBrokenGradientShowsInTheNorm() {
    #expect(!GradientNorm.squares([1, .nan, 0, 0, 0], count: 5).isFinite)
    #expect(!GradientNorm.squares([.infinity], count: 1).isFinite)
  }
}
