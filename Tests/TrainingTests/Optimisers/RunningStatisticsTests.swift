import Classifier
import Compute
import Platform
import Recurrent
import Testing

@testable import Training

/// Running statistics of batch normalisation, on their way through the gradient.
@Suite struct RunningStatisticsTests {
  private static let labels = Workbench.labels

  private func model(_ layers: String) throws -> Model {
    let spec = try ModelSpec(
      json: """
        {"input": {"width": 8, "height": 8}, "network": {"layers": [\(layers)]}}
        """)
    return try Model(spec: spec, labels: Self.labels, seed: 1)
  }

  private let normalised = """
    {"type": "patches", "size": 4}, {"type": "batch_norm", "momentum": 0.25},
    {"type": "sweep", "units": 4, "norm": "batch"}, {"type": "pool"}
    """

  @Test func parametersFallIntoStatisticsAndTheRest() throws {
    let network = try model(normalised).network
    let statistics = RunningStatistics(network.parameters)
    #expect(statistics.items.count == 6)
    #expect(statistics.items[0].momentum == 0.25 && statistics.items[2].momentum == 0.1)
    let all = (statistics.items.map(\.range) + statistics.trainable)
      .sorted { $0.lowerBound < $1.lowerBound }
    #expect(all.flatMap { Array($0) } == Array(0..<network.parameterCount))
    #expect(statistics.trainable.reduce(0) { $0 + $1.count } == network.trainableCount)
    var parts: [Int] = []
    statistics.forEachTrainable(in: 10..<300) { parts += Array($0) }
    #expect(parts == statistics.trainable.flatMap { Array($0) }.filter { 10..<300 ~= $0 })
  }

  /// 40 samples are shards of 10: what stands in the gradient is the mean of the shards' own statistics.
  @Test func theGradientHoldsTheMeanOfTheShards() throws {
    let model = try model(normalised)
    let network = model.network
    let count = 40
    let batch = try Batch(capacity: count, sampleSize: model.spec.input.floatCount)
    batch.begin(positions: 0..<count)
    var stream = RandomStream(seed: 2, .test)
    for slot in 0..<count {
      for index in 0..<batch.sampleSize {
        batch.input(slot)[index] = stream.uniform(-1, 1) + Float(slot)
      }
      batch.targets[slot] = Target(label: Int32(slot % 3))
    }
    let engine = try GradientEngine(
      network: network, capacity: count, pool: ThreadPool(threads: 2))
    _ = engine.run(
      .init(
        weights: model.weights, batch: batch, isWhole: true,
        loss: CrossEntropy(classCount: 3, labelSmoothing: 0, classWeights: []),
        divisor: Double(count), batchSize: Double(count), seed: 1, step: 0))
    let mean = try #require(
      network.parameters.first { $0.name == "layers.1.running_mean" })
    // The first feature of a token is the first channel of its window's corner.
    var corners: [Double] = []
    for slot in 0..<count {
      for place in [0, 12, 96, 108] { corners.append(Double(batch.input(slot)[place])) }
    }
    let expected = corners.reduce(0, +) / Double(corners.count)
    #expect(abs(Double(engine.gradient[mean.offset]) - expected) < 1e-4)
    let variance = try #require(
      network.parameters.first { $0.name == "layers.1.running_variance" })
    var spread = 0.0
    for shard in 0..<4 {
      let own = corners[shard * 40..<(shard + 1) * 40]
      let mean = own.reduce(0, +) / 40
      spread += own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39 / 4
    }
    #expect(abs(Double(engine.gradient[variance.offset]) / spread - 1) < 1e-4)

    // Statistics around 20 would outweigh every gradient.
    var squares = 0.0
    for index in RunningStatistics(network.parameters).trainable.joined() {
      squares += Double(engine.gradient[index]) * Double(engine.gradient[index])
    }
    let norm = squares.squareRoot()
    #expect(abs(engine.norm() / norm - 1) < 1e-9)
  }

  @Test func anUpdateMovesThemByTheirMomentum() throws {
    let network = try model(normalised).network
    let statistics = RunningStatistics(network.parameters)
    let item = statistics.items[0]
    var weights = [Float](repeating: 2, count: network.parameterCount)
    let gradient = [Float](repeating: 10, count: network.parameterCount)
    statistics.update(
      &weights, from: gradient, in: item.range.lowerBound + 1..<network.parameterCount)
    #expect(weights[item.range.lowerBound] == 2, "outside of the stretch")
    #expect(weights[item.range.lowerBound + 1] == 4)
    for range in statistics.trainable { #expect(weights[range].allSatisfy { $0 == 2 }) }
  }

  /// A network with every layer that is new to the trainer learns, whatever the number of threads.
  @Test func trainingHasTheSameBitsOnAnyNumberOfThreads() throws {
    let bench = try Workbench(count: 24)
    func run(threads: Int) throws -> (bits: [UInt32], loss: Double) {
      let spec = try ModelSpec(
        json: """
          {"input": {"width": 16, "height": 16}, "network": {"layers": [
            {"type": "patches", "size": 4}, {"type": "sweep", "units": 8, "norm": "batch"},
            {"type": "residual", "drop_path": 0.1, "layers": [
              {"type": "batch_norm"}, {"type": "local"},
              {"type": "dense", "units": 8, "activation": "gelu"}]},
            {"type": "merge"}, {"type": "batch_norm"}, {"type": "pool"},
            {"type": "dropout", "rate": 0.1}]}}
          """)
      let model = try Model(spec: spec, labels: Self.labels, seed: 1)
      var settings = Workbench.settings
      settings.threads = threads
      settings.batchSize = 20
      settings.epochs = 8
      let trainer = try Trainer(model: model, settings: settings)
      let result = try trainer.fit(bench.dataset)
      return (Workbench.bits(model.weights), result.validationLoss ?? .nan)
    }
    let one = try run(threads: 1)
    #expect(one.loss < 0.5, "three kinds of stripes are easily told apart")
    #expect(try run(threads: 3).bits == one.bits)
  }
}
