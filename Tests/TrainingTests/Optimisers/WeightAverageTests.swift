import Classifier
import Compute
import Testing

@testable import Training

@Suite struct WeightAverageTests {
  private func kept(_ decay: Double) -> WeightAverage? {
    var settings = TrainingSettings()
    settings.emaDecay = decay
    return WeightAverage(settings)
  }

  @Test func followsFastAtFirst() throws {
    #expect(kept(0) == nil)
    let average = try #require(kept(0.995))
    #expect(average.decay(step: 0) == 0.1)
    #expect(average.decay(step: 8) == 0.5)
    #expect(average.decay(step: 1_000_000) == 0.995)
    var values: [Float] = [1, -2, 0]
    average.update(&values, weights: [3, -2, 10], count: 3, step: 8)
    #expect(values == [2, -2, 5])
  }

  /// One update at a time, beside an average in double precision.
  @Test func theTrainerKeepsAndPublishesIt() throws {
    let bench = try Workbench(count: 8)
    var settings = Workbench.settings
    settings.epochs = 2
    settings.emaDecay = 0.6
    settings.restoreBest = false
    let model = try Workbench.model()
    let trainer = try Trainer(model: model, settings: settings)
    var expected = model.weights.floats.map(Double.init)
    var step = 0
    _ = try trainer.fit(bench.dataset) { _ in
      let decay = min(0.6, Double(step + 1) / Double(step + 10))
      for (index, weight) in trainer.state.weights.floats.enumerated() {
        expected[index] = decay * expected[index] + (1 - decay) * Double(weight)
      }
      step += 1
      return true
    }
    #expect(step == 4)
    for (value, expected) in zip(model.weights.floats, expected) {
      #expect(abs(Double(value) - expected) < 1e-6)
    }
    #expect(Workbench.bits(model.weights) != Workbench.bits(trainer.state.weights))
    // What was measured is what was published.
    let evaluation = try Evaluation.run(model, bench.dataset, split: .validation, threads: 1)
    #expect(try trainer.epochs().last?.validationLoss == evaluation.uncalibratedLoss)
  }

  @Test func theBestAverageIsKept() throws {
    let bench = try Workbench()
    var settings = Workbench.settings
    settings.epochs = 12
    settings.learningRate = 0.1
    settings.emaDecay = 0.5
    var snapshots: [[UInt32]] = []
    let model = try Workbench.model()
    let trainer = try Trainer(model: model, settings: settings)
    let result = try trainer.fit(bench.dataset) { _ in
      true
    } onEpoch: { _ in
      snapshots.append(trainer.state.average.map(Workbench.bits) ?? [])
      return true
    }
    #expect(Workbench.bits(model.weights) == snapshots[result.bestEpoch - 1])
  }

  @Test func ownBatchesMoveItToo() throws {
    var settings = Workbench.settings
    settings.emaDecay = 0.5
    let model = try Workbench.model()
    let before = Workbench.bits(model.weights)
    let trainer = try Trainer(model: model, settings: settings)
    let jpeg = try Pictures.jpeg(kind: 0, number: 0)
    try jpeg.withUnsafeBytes { bytes in
      _ = try trainer.step(images: [EncodedImage(bytes: bytes, name: "a")], labels: [0])
    }
    try trainer.publish()
    #expect(Workbench.bits(model.weights) != before)
    #expect(Workbench.bits(model.weights) != Workbench.bits(trainer.state.weights))
  }
}
