import Compute
import Platform
import Testing

@testable import Training

@Suite struct GradientEngineTests {
  /// However few shards are kept at a time, the sums run along the same tree.
  @Test(arguments: [5, 16, 33, 100])
  func theMemoryForGradientsDoesNotChangeTheBits(count: Int) throws {
    let model = try Workbench.model()
    let batch = try Batch(capacity: count, sampleSize: model.spec.input.floatCount)
    batch.begin(positions: 0..<count)
    var stream = RandomStream(seed: 2, .test)
    for slot in 0..<count {
      for index in 0..<batch.sampleSize { batch.input(slot)[index] = stream.uniform(-1, 1) }
      batch.targets[slot] = Target(label: Int32(slot % 3))
    }
    func gradient(limit: Int) throws -> [UInt32] {
      let engine = try GradientEngine(
        network: model.network, capacity: count, pool: ThreadPool(threads: 2),
        gradientLimit: limit)
      _ = engine.run(
        .init(
          weights: model.weights, batch: batch, isWhole: true,
          loss: CrossEntropy(classCount: 3, labelSmoothing: 0, classWeights: []),
          divisor: Double(count), batchSize: Double(count), seed: 1, step: 0))
      return (0..<model.network.parameterCount).map { engine.gradient[$0].bitPattern }
    }
    let all = try gradient(limit: 1 << 28)
    #expect(try gradient(limit: 0) == all, "one shard at a time")
    #expect(try gradient(limit: 3 * model.network.parameterCount) == all, "three at a time")
    #expect(Set(all).count > 100, "the gradient is one")
  }
}
