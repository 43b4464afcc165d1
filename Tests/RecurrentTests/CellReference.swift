import Glibc

@testable import Recurrent

/// Keras's cells with their dropout, written down a second time: plain loops in double precision, one
/// sample, one direction. Masks are [gates][features], all ones if nothing is dropped.
struct CellReference {
  let spec: RecurrentSpec
  let kernel: [[Double]]
  let recurrent: [[Double]]
  let bias: [Double]
  let inputMasks: [[Double]]
  let stateMasks: [[Double]]

  private var units: Int { spec.units }

  /// The state after the last step of x [T][D].
  func run(_ x: [[Double]]) -> [Double] {
    var h = [Double](repeating: 0, count: units)
    var c = h
    for step in x {
      switch spec.cell {
      case .simpleRNN:
        let before = h
        h = (0..<units).map { tanh(input(step, 0, $0) + bias[$0] + state(before, 0, $0)) }
      case .lstm:
        let before = h
        func gate(_ index: Int, _ unit: Int) -> Double {
          input(step, index, unit) + bias[index * units + unit] + state(before, index, unit)
        }
        for unit in 0..<units {
          c[unit] =
            sigmoid(gate(1, unit)) * c[unit] + sigmoid(gate(0, unit)) * tanh(gate(2, unit))
          h[unit] = sigmoid(gate(3, unit)) * tanh(c[unit])
        }
      case .gru:
        h = gru(step, h)
      }
    }
    return h
  }

  private func gru(_ step: [Double], _ h: [Double]) -> [Double] {
    func second(_ index: Int) -> Double { spec.resetAfter ? bias[3 * units + index] : 0 }
    func gate(_ index: Int, _ unit: Int) -> Double {
      let place = index * units + unit
      return sigmoid(
        input(step, index, unit) + bias[place] + state(h, index, unit) + second(place))
    }
    let reset = (0..<units).map { gate(1, $0) }
    return (0..<units).map { unit in
      let place = 2 * units + unit
      let inner =
        spec.resetAfter
        ? reset[unit] * (state(h, 2, unit) + second(place))
        : state(zip(h, reset).map { $0 * $1 }, 2, unit)
      let candidate = tanh(input(step, 2, unit) + bias[place] + inner)
      let z = gate(0, unit)
      return z * h[unit] + (1 - z) * candidate
    }
  }

  private func input(_ x: [Double], _ gate: Int, _ unit: Int) -> Double {
    x.indices.reduce(0) { $0 + x[$1] * inputMasks[gate][$1] * kernel[$1][gate * units + unit] }
  }

  private func state(_ h: [Double], _ gate: Int, _ unit: Int) -> Double {
    h.indices.reduce(0) { $0 + h[$1] * stateMasks[gate][$1] * recurrent[$1][gate * units + unit] }
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
