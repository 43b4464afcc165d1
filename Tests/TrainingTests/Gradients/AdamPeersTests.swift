import Compute
import Glibc
import Platform
import Recurrent
import Testing

@testable import Training

/// Ten steps of loss, gradient and Adam give the weights that Keras and PyTorch have.
@Suite struct AdamPeersTests {
  @Test(arguments: AdamFixture.names)
  func tenStepsEndWhereThePeersDo(name: String) throws {
    let fixture = try AdamFixture.load(name)
    let grid = GridShape(
      height: fixture.input[0], width: fixture.input[1], channels: fixture.input[2])
    let network = try Network(spec: fixture.spec, input: grid, classCount: fixture.classes)
    let weights = try FloatBuffer(count: network.parameterCount)
    for parameter in network.parameters {
      let start = try fixture.floats("start." + parameter.name)
      (weights.pointer + parameter.offset).update(from: start, count: start.count)
    }
    let input = try fixture.floats("input")
    let batch = try Batch(capacity: fixture.count, sampleSize: input.count / fixture.count)
    batch.begin(positions: 0..<fixture.count)
    batch.input(0).update(from: input, count: input.count)
    for (slot, label) in fixture.labels.enumerated() { batch.targets[slot] = Target(label: label) }

    let engine = try GradientEngine(
      network: network, capacity: fixture.count, pool: ThreadPool(threads: 1))
    let loss = CrossEntropy(classCount: fixture.classes, labelSmoothing: 0, classWeights: [])
    let slots = try (0..<2).map { _ in try FloatBuffer(count: network.parameterCount) }
    for (step, expected) in try fixture.floats("losses").enumerated() {
      let sums = engine.run(
        .init(
          weights: weights, batch: batch, isWhole: true, loss: loss, divisor: Double(fixture.count),
          batchSize: Double(fixture.count),
          seed: 0,
          step: step))
      #expect(abs(sums.loss / Double(fixture.count) - Double(expected)) < 1e-5)
      // PyTorch adds epsilon after the bias correction, Keras (and we) before.
      let correction = name.contains("torch") ? (1 - pow(0.999, Double(step + 1))).squareRoot() : 1
      let adam = Adam(beta1: 0.9, beta2: 0.999, epsilon: Float(1e-7 * correction))
      adam.update(
        weights.pointer, gradients: engine.gradient, gradientScale: 1, slots: Slots(slots),
        count: network.parameterCount, learningRate: 0.001, step: step + 1)
    }
    for parameter in network.parameters {
      for (index, expected) in try fixture.floats("end." + parameter.name).enumerated() {
        #expect(abs(weights.pointer[parameter.offset + index] - expected) < 1e-4)
      }
    }
  }
}
