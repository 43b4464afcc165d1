import Compute
import Testing

@Suite struct VectorMathTests {
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
