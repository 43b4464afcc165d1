import Compute
import Glibc
import Testing

@testable import Training

/// Each optimiser against its formula, written out for one number in double precision.
@Suite struct OptimiserTests {
  private static let count = 37
  private static let rate = 0.05

  /// Runs ten updates with made-up gradients; `formula` keeps one number's state.
  private func compare(
    _ optimiser: some Optimiser,
    formula: (_ weight: inout Double, _ state: inout [Double], _ g: Double, _ step: Int) -> Void
  ) throws {
    let weights = try FloatBuffer(count: Self.count)
    let gradients = try FloatBuffer(count: Self.count)
    let slots = try optimiser.slotNames.map { _ in try FloatBuffer(count: Self.count) }
    var random = RandomStream(seed: 1, .test)
    var expected = (0..<Self.count).map { _ in Double(random.uniform(-1, 1)) }
    var states = Array(repeating: [0.0, 0.0], count: Self.count)
    for i in 0..<Self.count { weights.pointer[i] = Float(expected[i]) }
    for step in 1...10 {
      for i in 0..<Self.count {
        let g = random.uniform(-2, 2)
        gradients.pointer[i] = g
        formula(&expected[i], &states[i], 0.5 * Double(g), step)
      }
      // In two pieces, as threads do it.
      for range in [0..<16, 16..<Self.count] {
        optimiser.update(
          weights.pointer + range.lowerBound, gradients: gradients.pointer + range.lowerBound,
          gradientScale: 0.5, slots: Slots(slots, at: range.lowerBound),
          count: range.count, learningRate: Self.rate, step: step)
      }
    }
    for i in 0..<Self.count {
      #expect(abs(Double(weights.pointer[i]) - expected[i]) < 2e-6)
    }
  }

  @Test func plainSGD() throws {
    try compare(SGD(momentum: 0, nesterov: false)) { w, _, g, _ in w -= Self.rate * g }
  }

  @Test func momentum() throws {
    try compare(SGD(momentum: 0.9, nesterov: false)) { w, state, g, _ in
      state[0] = 0.9 * state[0] - Self.rate * g
      w += state[0]
    }
  }

  @Test func nesterovMomentum() throws {
    try compare(SGD(momentum: 0.9, nesterov: true)) { w, state, g, _ in
      state[0] = 0.9 * state[0] - Self.rate * g
      w += 0.9 * state[0] - Self.rate * g
    }
  }

  @Test func rmsprop() throws {
    try compare(RMSprop(rho: 0.8, momentum: 0, epsilon: 1e-4)) { w, state, g, _ in
      state[0] = 0.8 * state[0] + 0.2 * g * g
      w -= Self.rate * g / (state[0] + 1e-4).squareRoot()
    }
  }

  @Test func rmspropWithMomentum() throws {
    try compare(RMSprop(rho: 0.8, momentum: 0.5, epsilon: 1e-4)) { w, state, g, _ in
      state[0] = 0.8 * state[0] + 0.2 * g * g
      state[1] = 0.5 * state[1] + Self.rate * g / (state[0] + 1e-4).squareRoot()
      w -= state[1]
    }
  }

  @Test func adam() throws {
    try compare(Adam(beta1: 0.8, beta2: 0.95, epsilon: 1e-5)) { w, state, g, step in
      state[0] = 0.8 * state[0] + 0.2 * g
      state[1] = 0.95 * state[1] + 0.05 * g * g
      let correction = (1 - pow(0.95, Double(step))).squareRoot() / (1 - pow(0.8, Double(step)))
      w -= Self.rate * correction * state[0] / (state[1].squareRoot() + 1e-5)
    }
  }

  @Test func decayTouchesMatricesOnly() throws {
    let weights = try FloatBuffer(count: 10)
    weights.pointer.update(repeating: 2, count: 10)
    let decay = WeightDecay(decay: 0.5, ranges: [1..<4, 6..<9])
    decay.apply(to: weights.pointer, in: 0..<7, learningRate: 0.1)
    decay.apply(to: weights.pointer, in: 7..<10, learningRate: 0.1)
    let small: Float = 2 * 0.95
    #expect(Array(weights.floats) == [2, small, small, small, 2, 2, small, small, small, 2])
  }

  @Test func onlyAdamWDecays() throws {
    let network = try Workbench.model().network
    var settings = TrainingSettings()
    settings.weightDecay = 0.1
    #expect(WeightDecay(settings, network: network).decay == 0)
    settings.optimizer = .adamW
    let decay = WeightDecay(settings, network: network)
    #expect(decay.decay == 0.1)
    let biases = network.parameters.filter { $0.name.hasSuffix("bias") }
    #expect(!biases.isEmpty)
    for bias in biases { #expect(!decay.ranges.contains { $0.contains(bias.offset) }) }
  }
}
