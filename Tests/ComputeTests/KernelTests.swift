import CKernels
import Compute
import Glibc
import Testing

/// The kernels of every instruction set that this machine has, on rows of any width, against the equations
/// in double precision.
@Suite struct KernelTests {
  static let sets = KernelFunctionTests.sets
  static let widths = [1, 5, 8, 16, 29, 64, 100]

  private func random(_ count: Int, _ name: UInt64) -> [Float] {
    var stream = RandomStream(seed: 3, .test, name)
    return (0..<count).map { _ in stream.uniform(-1, 1) }
  }

  private func expectClose(_ found: [Float], _ expected: [Double], _ what: Comment) {
    let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
    #expect(worst < 2e-6, what)
  }

  /// Every count of rows and columns takes its own way through registers and tails.
  @Test(arguments: sets)
  func packedProductsMatchThePlainLoops(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for (rows, depth, columns) in [
      (1, 7, 5), (1, 16, 200), (2, 9, 64), (3, 5, 17), (8, 33, 130), (7, 4, 67), (5, 1, 1),
      (21, 6, 96), (9, 3, 40),
    ] {
      for (transposed, alternates) in [(false, false), (true, false), (false, true)] {
        for (accumulates, hasBias) in [(false, false), (true, false), (false, true)] {
          let (xStride, yStride) = (depth + 3, columns + 2)
          let x = random(rows * xStride, 1)
          let matrix = random(depth * columns, 2)
          let strides = transposed ? (1, depth) : (columns, 1)
          var packed = [Float](repeating: .nan, count: kernels.packedSize(depth, columns))
          kernels.pack(matrix, strides.0, strides.1, depth, columns, &packed)
          let old = random(rows * yStride, 3)
          let bias = random(columns, 13)
          var y = old
          x.withUnsafeBufferPointer { x in
            packed.withUnsafeBufferPointer { packed in
              bias.withUnsafeBufferPointer { bias in
                y.withUnsafeMutableBufferPointer { y in
                  guard let x = x.baseAddress, let packed = packed.baseAddress,
                    let y = y.baseAddress
                  else { return }
                  kernels.packedProduct(
                    PackedProduct(
                      x: x, xStride: xStride, packed: packed, y: y, yStride: yStride, rows: rows,
                      depth: depth, columns: columns, accumulates: accumulates,
                      bias: hasBias ? bias.baseAddress : nil, alternates: alternates))
                }
              }
            }
          }
          for row in 0..<rows {
            for column in 0..<yStride {
              let at = row * yStride + column
              guard column < columns else {
                #expect(y[at] == old[at], "padding was written")
                continue
              }
              let first = accumulates ? old[at] : hasBias ? bias[column] : 0
              let sum = (0..<depth).reduce(Double(first)) {
                $0 + Double(x[row * xStride + $1])
                  * Double(matrix[$1 * strides.0 + column * strides.1])
              }
              #expect(abs(Double(y[at]) - sum) < 1e-5)
            }
          }
        }
      }
    }
  }

  @Test(arguments: sets)
  func aStepOfAnLSTM(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for units in Self.widths {
      let rows = 2
      var gates = random(rows * 4 * units, 4)
      let inputs = gates
      let old = random(rows * units, 5)
      let dh = random(rows * units, 6)
      let dc = random(rows * units, 7)
      let count = rows * units
      var outputs = [Float](repeating: -9, count: 3 * count + 1)
      gates.withUnsafeMutableBufferPointer { gates in
        old.withUnsafeBufferPointer { old in
          outputs.withUnsafeMutableBufferPointer { out in
            guard let gates = gates.baseAddress, let old = old.baseAddress,
              let out = out.baseAddress
            else { return }
            kernels.lstmForward(
              LSTMForward(
                gates: gates, previousCell: old, cell: out, squashed: out + count,
                state: out + 2 * count, rows: rows, units: units))
          }
        }
      }
      #expect(outputs.last == -9)
      var backward = gates
      var carry = dc
      let squashed = Array(outputs[count..<2 * count])
      backward.withUnsafeMutableBufferPointer { gates in
        carry.withUnsafeMutableBufferPointer { carry in
          old.withUnsafeBufferPointer { old in
            squashed.withUnsafeBufferPointer { squashed in
              dh.withUnsafeBufferPointer { dh in
                guard let gates = gates.baseAddress, let carry = carry.baseAddress,
                  let old = old.baseAddress, let squashed = squashed.baseAddress,
                  let dh = dh.baseAddress
                else { return }
                kernels.lstmBackward(
                  LSTMBackward(
                    gates: gates, previousCell: old, squashed: squashed, stateGradient: dh,
                    cellGradient: carry, rows: rows, units: units))
              }
            }
          }
        }
      }
      for row in 0..<rows {
        for unit in 0..<units {
          let at = row * units + unit
          func raw(_ gate: Int) -> Double { Double(inputs[(row * 4 + gate) * units + unit]) }
          func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
          let (i, f, g, o) = (sigmoid(raw(0)), sigmoid(raw(1)), tanh(raw(2)), sigmoid(raw(3)))
          let c = f * Double(old[at]) + i * g
          expectClose(
            [outputs[at], outputs[count + at], outputs[2 * count + at]],
            [c, tanh(c), o * tanh(c)], "c, tanh c, h of \(units) units")
          let total = Double(dc[at]) + Double(dh[at]) * o * (1 - tanh(c) * tanh(c))
          expectClose(
            (0..<4).map { backward[(row * 4 + $0) * units + unit] } + [carry[at]],
            [
              total * g * i * (1 - i), total * Double(old[at]) * f * (1 - f),
              total * i * (1 - g * g), Double(dh[at]) * tanh(c) * o * (1 - o), total * f,
            ], "gradients of \(units) units")
        }
      }
    }
  }

  @Test(arguments: sets)
  func anUpdateOfAdam(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for count in Self.widths {
      let gradients = random(count, 8)
      let before = (random(count, 9), random(count, 10), random(count, 11).map(abs))
      var after = before
      gradients.withUnsafeBufferPointer { gradients in
        after.0.withUnsafeMutableBufferPointer { weights in
          after.1.withUnsafeMutableBufferPointer { momentum in
            after.2.withUnsafeMutableBufferPointer { velocity in
              guard let gradients = gradients.baseAddress, let weights = weights.baseAddress,
                let momentum = momentum.baseAddress, let velocity = velocity.baseAddress
              else { return }
              kernels.adam(
                AdamUpdate(
                  weights: weights, gradients: gradients, momentum: momentum, velocity: velocity,
                  count: count, gradientScale: 0.5, rate: 0.01, share1: 0.1, share2: 0.001,
                  epsilon: 1e-3))
            }
          }
        }
      }
      for index in 0..<count {
        let g = 0.5 * Double(gradients[index])
        let m = Double(before.1[index]) + (g - Double(before.1[index])) * 0.1
        let v = Double(before.2[index]) + (g * g - Double(before.2[index])) * 0.001
        let w = Double(before.0[index]) - 0.01 * m / (v.squareRoot() + 1e-3)
        expectClose(
          [after.0[index], after.1[index], after.2[index]], [w, m, v], "element \(index)")
      }
    }
  }

  /// The same bits from rows that are cut differently: the batch's shards depend on it.
  @Test(arguments: sets)
  func rowsDoNotDependOnTheirNeighbours(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    let (rows, classes) = (5, 19)
    let logits = random(rows * classes, 12)
    var together = logits
    kernels.softmax(logits, &together, rows, classes)
    for row in 0..<rows {
      let own = Array(logits[row * classes..<(row + 1) * classes])
      var alone = own
      kernels.softmax(own, &alone, 1, classes)
      #expect(alone == Array(together[row * classes..<(row + 1) * classes]))
      #expect(abs(alone.reduce(0, +) - 1) < 1e-6)
    }
  }
}
