import Compute
import Glibc
import Testing

/// The error bounds that `VectorMath` states, against the C library in double precision.
@Suite struct VectorMathTests {
  private func sweep(_ low: Double, _ high: Double, _ body: (Float) -> Void) {
    let count = 200_000
    for index in 0...count { body(Float(low + (high - low) * Double(index) / Double(count))) }
    // Numbers of every size around 0.
    var size = 1e-30
    while size < high {
      body(Float(size))
      if -size > low { body(Float(-size)) }
      size *= 1.01
    }
  }

  private func worst(
    _ low: Double, _ high: Double, _ found: (Lanes) -> Lanes, _ exact: (Double) -> Double
  ) -> Double {
    var worst = 0.0
    sweep(low, high) { x in
      let expected = exact(Double(x))
      let error = abs(Double(found(Lanes(repeating: x))[3]) - expected)
      worst = max(worst, expected == 0 ? error : error / abs(expected))
    }
    return worst
  }

  @Test func expIsWithinItsBound() {
    #expect(worst(-87.3, 88.7, VectorMath.exp, Glibc.exp) < 2e-7)
  }

  @Test func sigmoidIsWithinItsBound() {
    #expect(worst(-87, 100, VectorMath.sigmoid, { 1 / (1 + Glibc.exp(-$0)) }) < 2e-7)
  }

  @Test func tanhIsWithinItsBound() {
    #expect(worst(-50, 50, VectorMath.tanh, Glibc.tanh) < 4e-7)
  }

  @Test func extremesStayInRange() {
    let huge = Float.greatestFiniteMagnitude
    let x = Lanes(-.infinity, -huge, -100, 0, 100, huge, .infinity, .nan)
    let e = VectorMath.exp(x)
    #expect(e[0] == 0 && e[1] == 0 && e[2] == 0 && e[3] == 1)
    #expect(e[4] == .infinity && e[5] == .infinity && e[6] == .infinity && e[7].isNaN)
    let s = VectorMath.sigmoid(x)
    #expect(s[0] >= 0 && s[0] < 1e-37 && s[1] == s[0] && s[3] == 0.5 && s[6] == 1 && s[7].isNaN)
    let t = VectorMath.tanh(x)
    #expect(t[0] >= -1 && t[0] < -0.999_999_8 && t[3] == 0 && t[6] == -t[0] && t[7].isNaN)
  }

  /// The rest of a row beyond whole groups of lanes is neither read nor written wrongly.
  @Test(arguments: [1, 7, 8, 9, 16, 29])
  func rowsOfAnyWidth(width: Int) {
    let rows = 6
    let x = (0..<(rows * width)).map { Float($0) }
    let mask = (0..<(3 * width)).map { Float($0 % 3) }
    var y = [Float](repeating: -1, count: rows * width + 1)
    VectorMath.multiply(x, mask: mask, maskRows: 3, rows: rows, width: width, into: &y)
    for index in x.indices { #expect(y[index] == x[index] * mask[index % mask.count]) }
    VectorMath.addProduct(x, mask: mask, maskRows: 3, rows: rows, width: width, to: &y)
    for index in x.indices { #expect(y[index] == 2 * x[index] * mask[index % mask.count]) }
    VectorMath.addBias(x, to: &y, rows: rows, width: width)
    VectorMath.addScaled(
      x, stride: width, scale: 0.5, to: &y, stride: width, rows: rows, width: width)
    for index in x.indices {
      let expected = 2 * x[index] * mask[index % mask.count] + x[index % width] + x[index] / 2
      #expect(y[index] == expected)
    }
    #expect(y.last == -1)
    var sums = [Float](repeating: -1, count: width + 1)
    VectorMath.columnSums(x, rows: rows, width: width, stride: width, into: &sums)
    for column in 0..<width {
      #expect(sums[column] == (0..<rows).reduce(0) { $0 + x[$1 * width + column] })
    }
    #expect(sums[width] == -1)
  }
}
