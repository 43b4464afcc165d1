import CKernels
import Compute
import Glibc
import Testing

/// Batch and layer normalisation by the kernels of every instruction set, against the equations in double precision.
@Suite struct NormalisationKernelTests {
  /// Rows and widths that fill blocks and vectors, and that do not.
  static let shapes = [(1, 3), (2, 16), (31, 5), (32, 8), (33, 64), (100, 29), (1000, 96)]

  private func buffer(_ count: Int, _ name: UInt64, around centre: Float = 0) throws -> FloatBuffer
  {
    let buffer = try FloatBuffer(count: count)
    var stream = RandomStream(seed: 4, .test, name)
    for i in 0..<count { buffer.pointer[i] = centre + stream.uniform(-1, 1) }
    return buffer
  }

  private func column(_ buffer: FloatBuffer, _ j: Int, _ rows: Int, _ width: Int) -> [Double] {
    (0..<rows).map { Double(buffer.pointer[$0 * width + j]) }
  }

  /// A mean far from 0 would cost a plain sum of squares all its digits.
  @Test(arguments: KernelTests.sets, [0, 500] as [Float])
  func momentsKeepTheirDigits(set: Processor.InstructionSet, centre: Float) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for (rows, width) in Self.shapes {
      let x = try buffer(rows * width, 1, around: centre)
      let found = try FloatBuffer(count: 2 * width + 1)
      found.pointer[2 * width] = -9
      kernels.moments(x.pointer, rows, width, found.pointer, found.pointer + width)
      for j in 0..<width {
        let values = column(x, j, rows, width)
        let mean = values.reduce(0, +) / Double(rows)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
        #expect(abs(Double(found.pointer[j]) - mean) < 1e-6 * (1 + abs(mean)))
        #expect(abs(Double(found.pointer[width + j]) - variance) < 3e-5 * variance + 1e-9)
      }
      #expect(found.pointer[2 * width] == -9)
    }
  }

  @Test(arguments: KernelTests.sets)
  func forwardAndBack(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for (rows, width) in Self.shapes {
      let x = try buffer(rows * width, 2)
      let dy = try buffer(rows * width, 3)
      let mean = try buffer(width, 4)
      let inverse = try buffer(width, 5, around: 2)
      let scale = try buffer(width, 6)
      let offset = try buffer(width, 7)
      let y = try FloatBuffer(count: rows * width)
      kernels.normalise(
        Normalisation(
          x: x.pointer, rows: rows, width: width, mean: mean.pointer, inverse: inverse.pointer,
          scale: scale.pointer, offset: offset.pointer, y: y.pointer))
      let sums = try FloatBuffer(count: 2 * width)
      let dx = try FloatBuffer(count: rows * width)
      let share = 1 / Float(rows)
      let pass = NormalisationGradient(
        x: x.pointer, dy: dy.pointer, rows: rows, width: width, mean: mean.pointer,
        inverse: inverse.pointer, scale: scale.pointer, scaleGradient: sums.pointer,
        offsetGradient: sums.pointer + width, share: share, dx: dx.pointer)
      kernels.normalisationSums(pass)
      kernels.normalisationGradient(pass)
      for j in 0..<width {
        let (m, i) = (Double(mean.pointer[j]), Double(inverse.pointer[j]))
        let s = Double(scale.pointer[j])
        let normal = column(x, j, rows, width).map { ($0 - m) * i }
        let slopes = column(dy, j, rows, width)
        let pulls = zip(slopes, normal).reduce(0) { $0 + $1.0 * $1.1 }
        let total = slopes.reduce(0, +)
        #expect(abs(Double(sums.pointer[j]) - pulls) < 1e-4)
        #expect(abs(Double(sums.pointer[width + j]) - total) < 1e-4)
        for row in 0..<rows {
          let at = row * width + j
          let expected = normal[row] * s + Double(offset.pointer[j])
          #expect(abs(Double(y.pointer[at]) - expected) < 1e-5)
          let pull = (total + normal[row] * pulls) * Double(share)
          #expect(abs(Double(dx.pointer[at]) - (slopes[row] - pull) * i * s) < 2e-5)
        }
      }
    }
  }

  /// Rows far from 0, whose means would cost plain sums of squares their digits.
  @Test(arguments: KernelTests.sets, [0, 300] as [Float])
  func rowsForwardAndBack(set: Processor.InstructionSet, centre: Float) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for (rows, width) in Self.shapes {
      let x = try buffer(rows * width, 10, around: centre)
      let dy = try buffer(rows * width, 11)
      let scale = try buffer(width, 12)
      let offset = try buffer(width, 13)
      let moments = try FloatBuffer(count: 2 * rows)
      let y = try FloatBuffer(count: rows * width + 1)
      let dx = try FloatBuffer(count: rows * width + 1)
      let sums = try FloatBuffer(count: 2 * width + 1)
      let ends = [y.pointer + rows * width, dx.pointer + rows * width, sums.pointer + 2 * width]
      for end in ends { end.pointee = -9 }
      kernels.normaliseRows(
        RowNormalisation(
          x: x.pointer, rows: rows, width: width, epsilon: 0.1, scale: scale.pointer,
          offset: offset.pointer, moments: moments.pointer, y: y.pointer))
      kernels.normaliseRowsGradient(
        RowNormalisationGradient(
          x: x.pointer, dy: dy.pointer, rows: rows, width: width, scale: scale.pointer,
          moments: moments.pointer, scaleGradient: sums.pointer,
          offsetGradient: sums.pointer + width, dx: dx.pointer))
      for end in ends { #expect(end.pointee == -9) }
      let columns = 0..<width
      let (scales, offsets) = (
        columns.map { Double(scale.pointer[$0]) },
        columns.map {
          Double(offset.pointer[$0])
        }
      )
      var (pulls, totals) = (
        [Double](repeating: 0, count: width), [Double](repeating: 0, count: width)
      )
      var worst = 0.0
      for row in 0..<rows {
        let values = columns.map { Double(x.pointer[row * width + $0]) }
        let changes = columns.map { Double(dy.pointer[row * width + $0]) }
        let mean = values.reduce(0, +) / Double(width)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
        let inverse = 1 / (variance + 0.1).squareRoot()
        let normal = values.map { ($0 - mean) * inverse }
        let slopes = zip(changes, scales).map { $0 * $1 }
        let even = slopes.reduce(0, +) / Double(width)
        let along = zip(slopes, normal).reduce(0) { $0 + $1.0 * $1.1 } / Double(width)
        worst = max(worst, abs(Double(moments.pointer[2 * row]) - mean) / (1 + abs(mean)))
        worst = max(worst, abs(Double(moments.pointer[2 * row + 1]) - inverse))
        for j in columns {
          pulls[j] += changes[j] * normal[j]
          totals[j] += changes[j]
          let expected = normal[j] * scales[j] + offsets[j]
          worst = max(worst, abs(Double(y.pointer[row * width + j]) - expected))
          let slope = (slopes[j] - even - normal[j] * along) * inverse
          worst = max(worst, abs(Double(dx.pointer[row * width + j]) - slope))
        }
      }
      #expect(worst < (centre == 0 ? 1e-5 : 3e-4))
      for j in columns {
        #expect(abs(Double(sums.pointer[j]) - pulls[j]) < 3e-4 * Double(rows).squareRoot())
        #expect(abs(Double(sums.pointer[width + j]) - totals[j]) < 1e-4)
      }
    }
  }

  @Test(arguments: KernelTests.sets)
  func sumsOfArrays(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for count in KernelTests.widths {
      let (x, branch) = (try buffer(count, 8), try buffer(count, 9))
      let y = try FloatBuffer(count: count + 1)
      y.pointer[count] = -9
      kernels.combine(x.pointer, branch.pointer, 0.5, y.pointer, count)
      kernels.add(x.pointer, y.pointer, count)
      kernels.scale(y.pointer, 2, y.pointer, count)
      for i in 0..<count {
        let expected = 4 * Double(x.pointer[i]) + Double(branch.pointer[i])
        #expect(abs(Double(y.pointer[i]) - expected) < 2e-6)
      }
      #expect(y.pointer[count] == -9)
    }
  }
}
