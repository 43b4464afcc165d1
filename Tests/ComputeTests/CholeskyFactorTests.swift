import Compute
import Testing

@Suite struct CholeskyFactorTests {
  private static let order = 9

  /// B Bᵀ + I of a random B, by rows.
  private func matrix() -> [Double] {
    let n = Self.order
    var stream = RandomStream(seed: 3, .test)
    let b = (0..<(n * n)).map { _ in stream.normal() }
    return (0..<(n * n)).map { place in
      let (row, column) = place.quotientAndRemainder(dividingBy: n)
      let product = (0..<n).reduce(0) { $0 + b[row * n + $1] * b[column * n + $1] }
      return product + (row == column ? 1 : 0)
    }
  }

  private func times(_ a: [Double], _ x: [Double]) -> [Double] {
    let n = Self.order
    return (0..<n).map { row in (0..<n).reduce(0) { $0 + a[row * n + $1] * x[$1] } }
  }

  @Test func factorsAndSolves() throws {
    let n = Self.order
    let a = matrix()
    let factor = try #require(CholeskyFactor(a, order: n))
    for row in 0..<n {
      for column in 0...row {
        let product = (0...column).reduce(0) {
          $0 + factor.lower[row * n + $1] * factor.lower[column * n + $1]
        }
        #expect(abs(product - a[row * n + column]) < 1e-12)
      }
    }
    let b = (0..<n).map { Double($0) - 3 }
    for (found, wanted) in zip(times(a, factor.solve(b)), b) {
      #expect(abs(found - wanted) < 1e-10)
    }
    let inverse = try #require(factor.inverse)
    let whole = (0..<(n * n)).map { inverse[max($0 / n, $0 % n) * n + min($0 / n, $0 % n)] }
    for (found, wanted) in zip(times(whole, b), factor.solve(b)) {
      #expect(abs(found - wanted) < 1e-12)
    }
  }

  /// |L⁻¹ b|² = bᵀ A⁻¹ b, and L⁻ᵀ L⁻¹ b = A⁻¹ b, one vector or many at a time.
  @Test func whitens() throws {
    let n = Self.order
    let factor = try #require(CholeskyFactor(matrix(), order: n))
    let whitening = try #require(factor.whitening)
    var b = (0..<n).map { Double($0 * $0) - 10 }
    var half = [Double](repeating: 0, count: n)
    var whole = half
    whitening.apply(&b, into: &half)
    whitening.applyTransposed(&half, into: &whole)
    for (found, wanted) in zip(whole, factor.solve(b)) { #expect(abs(found - wanted) < 1e-12) }
    var pairs = b.flatMap { [$0, 2 * $0] }
    var halves = pairs
    whitening.apply(count: 2, &pairs, into: &halves)
    for row in 0..<n {
      #expect(abs(halves[2 * row] - half[row]) < 1e-12)
      #expect(abs(halves[2 * row + 1] - 2 * half[row]) < 1e-12)
    }
  }

  @Test func refusesWhatIsNotPositiveDefinite() {
    #expect(CholeskyFactor([1, 0, 2, 1], order: 2) == nil)
    #expect(CholeskyFactor([1, 0, 0, .nan], order: 2) == nil)
    #expect(CholeskyFactor([1, 2, 3], order: 2) == nil)
    #expect(CholeskyFactor([], order: 0) == nil)
  }
}
