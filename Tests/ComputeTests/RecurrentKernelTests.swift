import CKernels
import Compute
import Glibc
import Testing

/// The steps of GRU and minGRU by the kernels of every instruction set, against the equations in double
/// precision, and their gradients against differences of these.
@Suite struct RecurrentKernelTests {
  static let widths = [1, 5, 16, 29, 64]
  private static let sentinel: Float = -9

  /// Numbers from -2 to 2, and one behind them that nothing may touch.
  private func buffer(_ count: Int, _ name: UInt64) throws -> FloatBuffer {
    let buffer = try FloatBuffer(count: count + 1)
    var stream = RandomStream(seed: 5, .test, name)
    for i in 0..<count { buffer.pointer[i] = stream.uniform(-2, 2) }
    buffer.pointer[count] = Self.sentinel
    return buffer
  }

  private func doubles(_ buffer: FloatBuffer) -> [Double] { buffer.floats.map(Double.init) }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private func expectClose(_ found: Float, _ expected: Double, _ what: Comment) {
    #expect(abs(Double(found) - expected) < 4e-6, what)
  }

  /// df/dx_i at x.
  private func slope(_ x: [Double], _ i: Int, _ f: ([Double]) -> Double) -> Double {
    let step = 1e-5
    var (above, below) = (x, x)
    above[i] += step
    below[i] -= step
    return (f(above) - f(below)) / (2 * step)
  }

  /// h' of pz, pr, pg, qz, qr, qg (without bias) and h.
  private func gru(_ x: [Double], _ bias: [Double]) -> Double {
    let z = sigmoid(x[0] + x[3] + bias[0])
    let r = sigmoid(x[1] + x[4] + bias[1])
    return z * x[6] + (1 - z) * tanh(x[2] + r * (x[5] + bias[2]))
  }

  @Test(arguments: KernelTests.sets)
  func aStepOfAGRU(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    let rows = 3
    for units in Self.widths {
      let (gates, recurrent) = (try buffer(rows * 3 * units, 1), try buffer(rows * 3 * units, 2))
      let (bias, h) = (try buffer(3 * units, 3), try buffer(rows * units, 4))
      let (state, dh) = (try buffer(rows * units, 5), try buffer(rows * units, 6))
      let (p, q, b, old, dy) = (
        doubles(gates), doubles(recurrent), doubles(bias), doubles(h), doubles(dh)
      )
      kernels.gruForward(
        GRUForward(
          gates: gates.pointer, recurrent: recurrent.pointer, recurrentBias: bias.pointer,
          previousState: h.pointer, state: state.pointer, rows: rows, units: units))
      kernels.gruBackward(
        GRUBackward(
          gates: gates.pointer, recurrent: recurrent.pointer, previousState: h.pointer,
          stateGradient: dh.pointer, rows: rows, units: units))
      for row in 0..<rows {
        for unit in 0..<units {
          let at = row * units + unit
          let places = (0..<3).map { (row * 3 + $0) * units + unit }
          let x = places.map { p[$0] } + places.map { q[$0] } + [old[at]]
          let biases = (0..<3).map { b[$0 * units + unit] }
          func value(_ x: [Double]) -> Double { gru(x, biases) }
          expectClose(state.pointer[at], value(x), "h' of \(units) units")
          for gate in 0..<3 {
            let (dp, dq) = (slope(x, gate, value), slope(x, gate + 3, value))
            expectClose(gates.pointer[places[gate]], dy[at] * dp, "gate \(gate)")
            expectClose(recurrent.pointer[places[gate]], dy[at] * dq, "recurrent gate \(gate)")
          }
          expectClose(dh.pointer[at], dy[at] * slope(x, 6, value), "dL/dh beside the product")
        }
      }
      for touched in [gates, recurrent, state, dh] {
        #expect(touched.floats.last == Self.sentinel)
      }
    }
  }

  @Test(arguments: KernelTests.sets)
  func aStepOfAGRUThatResetsBeforeTheProduct(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    let rows = 3
    for units in Self.widths {
      let gates = try buffer(rows * 3 * units, 1)
      let (h, resets) = (try buffer(rows * units, 4), try buffer(rows * units, 7))
      let (state, dh) = (try buffer(rows * units, 5), try buffer(rows * units, 6))
      let ds = try buffer(rows * units, 8)
      let (p, old, dy, dr) = (doubles(gates), doubles(h), doubles(dh), doubles(ds))
      kernels.gruOpenGates(gates.pointer, h.pointer, resets.pointer, rows, units)
      kernels.gruMix(gates.pointer, h.pointer, state.pointer, rows, units)
      kernels.gruUnmix(gates.pointer, h.pointer, dh.pointer, rows, units)
      kernels.gruCloseGates(gates.pointer, h.pointer, ds.pointer, dh.pointer, rows, units)
      for row in 0..<rows {
        for unit in 0..<units {
          let at = row * units + unit
          let places = (0..<3).map { (row * 3 + $0) * units + unit }
          // The candidate's pre-activation is what the product with r h left; its gradient goes back through the
          // product, and comes as that of r h.
          func mixed(_ x: [Double]) -> Double {
            let z = sigmoid(x[0])
            return z * x[3] + (1 - z) * tanh(x[2])
          }
          func reset(_ x: [Double]) -> Double { sigmoid(x[1]) * x[3] }
          let x = places.map { p[$0] } + [old[at]]
          expectClose(resets.pointer[at], reset(x), "r h of \(units) units")
          expectClose(state.pointer[at], mixed(x), "h' of \(units) units")
          let loss = { x in dy[at] * mixed(x) + dr[at] * reset(x) }
          for gate in 0..<3 {
            expectClose(gates.pointer[places[gate]], slope(x, gate, loss), "gate \(gate)")
          }
          expectClose(dh.pointer[at], slope(x, 3, loss), "dL/dh")
        }
      }
      for touched in [gates, resets, state, dh] { #expect(touched.floats.last == Self.sentinel) }
    }
  }

  /// The states of all tokens, of values [tokens, 2 width] with their bias added.
  private func minGRU(
    _ values: [Double], _ lines: TokenLines, _ width: Int, _ candidate: (Double) -> Double
  ) -> [Double] {
    var states = [Double](repeating: 0, count: values.count / 2)
    for block in 0..<lines.blocks {
      for line in 0..<lines.lines {
        for feature in 0..<width {
          let steps = Array(0..<lines.steps)
          var h = 0.0
          for step in feature < width / 2 ? steps : steps.reversed() {
            let token = block * lines.blockStride + step * lines.stepStride + line
            let z = sigmoid(values[token * 2 * width + feature])
            let g = candidate(values[(token * 2 + 1) * width + feature])
            h += z * (g - h)
            states[token * width + feature] = h
          }
        }
      }
    }
    return states
  }

  /// The tokens of two grids of 3 x 4, along columns and along rows.
  @Test(
    arguments: KernelTests.sets,
    [
      TokenLines(blocks: 2, blockStride: 12, steps: 3, stepStride: 4, lines: 4),
      TokenLines(blocks: 6, blockStride: 4, steps: 4, stepStride: 1, lines: 1),
    ])
  func minGRUsOverLines(set: Processor.InstructionSet, lines: TokenLines) throws {
    let kernels = try #require(Processor.kernels(of: set))
    let tokens = 24
    let candidates: [(MinGRUCandidate, (Double) -> Double)] = [
      (MinGRULinear, { $0 }), (MinGRUReLU, { max($0, 0) }), (MinGRUTanh, { tanh($0) }),
    ]
    for (kind, candidate) in candidates {
      for width in [2, 10, 34] {
        let (values, bias) = (try buffer(tokens * 2 * width, 1), try buffer(2 * width, 2))
        let (states, dh) = (try buffer(tokens * width, 3), try buffer(tokens * width, 4))
        let carry = try buffer(lines.lines * width / 2, 5)
        let b = doubles(bias)
        let x = doubles(values).dropLast().enumerated().map { $1 + b[$0 % (2 * width)] }
        let dy = doubles(dh)
        kernels.minGRUForward(
          MinGRUForward(
            values: values.pointer, bias: bias.pointer, states: states.pointer, lines: lines,
            width: width, candidate: kind))
        let expected = minGRU(x, lines, width, candidate)
        for index in expected.indices {
          expectClose(states.pointer[index], expected[index], "state \(index) of \(width) features")
        }
        kernels.minGRUBackward(
          MinGRUBackward(
            values: values.pointer, states: states.pointer, stateGradients: dh.pointer,
            carry: carry.pointer, lines: lines, width: width, candidate: kind))
        var stream = RandomStream(seed: 5, .test, 6)
        for _ in 0..<40 {
          let index = stream.integer(below: tokens * 2 * width)
          let expected = slope(x, index) { x in
            zip(minGRU(x, lines, width, candidate), dy).reduce(0) { $0 + $1.0 * $1.1 }
          }
          expectClose(values.pointer[index], expected, "gradient \(index) of \(width) features")
        }
        for touched in [values, states, carry] { #expect(touched.floats.last == Self.sentinel) }
      }
    }
  }
}
