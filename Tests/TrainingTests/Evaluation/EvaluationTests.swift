import Classifier
import Compute
import Imaging
import Platform
import Testing

@testable import Training

@Suite struct EvaluationTests {
  @Test(arguments: [false, true])
  func figuresFollowFromTheModelsProbabilities(flipAverage: Bool) throws {
    let bench = try Workbench()
    let model = try Workbench.model(seed: 3)
    model.setFlipAverage(flipAverage)
    let dataset = bench.dataset
    let evaluation = try Evaluation.run(model, dataset, split: .all, threads: 2)
    #expect(evaluation.sampleCount == dataset.sampleCount && evaluation.failures.isEmpty)
    var right = 0
    for prediction in evaluation.predictions {
      var probabilities = [Float](repeating: 0, count: 3)
      let path = dataset.path(of: prediction.sample)
      _ = try FileSystem.read(path).withBytes {
        try model.classify($0, name: path, into: &probabilities)
      }
      let highest = try #require(probabilities.max())
      #expect(abs(prediction.probability - highest) < 1e-5)
      #expect(probabilities[prediction.predicted] == highest)
      #expect(prediction.label == dataset.label(of: prediction.sample))
      right += prediction.label == prediction.predicted ? 1 : 0
    }
    #expect(evaluation.accuracy == Double(right) / Double(dataset.sampleCount))
    #expect(evaluation.classes.map(\.support) == [12, 12, 12])
  }

  @Test func threadsDoNotChangeTheFigures() throws {
    let bench = try Workbench(count: 30)
    let model = try Workbench.model()
    let one = try Evaluation.run(model, bench.dataset, split: .all, threads: 1)
    let two = try Evaluation.run(model, bench.dataset, split: .all, threads: 2)
    #expect(one.loss == two.loss && one.predictions == two.predictions)
  }

  @Test func aUniformModelHasTheLossOfAGuess() throws {
    let bench = try Workbench(count: 4)
    let model = try Workbench.model()
    try model.publish(
      FloatBuffer(count: model.network.parameterCount), summary: .object([:]), temperature: 1,
      known: nil)
    let evaluation = try Evaluation.run(model, bench.dataset, split: .training, threads: 1)
    #expect(abs(evaluation.loss - 1.0986122886681098) < 1e-6)
  }

  @Test func partsAndStops() throws {
    let bench = try Workbench(count: 4, validationShare: 0)
    let model = try Workbench.model()
    let empty = scanlineError { _ = try Evaluation.run(model, bench.dataset, split: .validation) }
    #expect(empty?.kind == .noData)
    let cancellation = Cancellation()
    cancellation.raise()
    let stopped = scanlineError {
      _ = try Evaluation.run(
        model, bench.dataset, split: .all, threads: 1, cancellation: cancellation)
    }
    #expect(stopped?.kind == .cancelled)
    let asked = scanlineError {
      _ = try Evaluation.run(model, bench.dataset, split: .all) { _, _ in false }
    }
    #expect(asked?.kind == .cancelled)
  }

  /// A model for the labels of `model` in another order and one more, with its weights.
  private func reordered(_ model: Model) throws -> Model {
    try model.adapted(to: ["half", "other", "down", "across"])
  }

  @Test func labelsAreMatchedByName() throws {
    let bench = try Workbench()
    let model = try Workbench.model(seed: 3)
    let plain = try Evaluation.run(model, bench.dataset, split: .all, threads: 1)
    let swapped = try Evaluation.run(
      model.adapted(to: ["half", "down", "across"]), bench.dataset, split: .all, threads: 1)
    #expect(swapped.accuracy == plain.accuracy && abs(swapped.loss - plain.loss) < 1e-6)
    for (one, other) in zip(plain.predictions, swapped.predictions) {
      #expect(other.label == 2 - one.label && other.predicted == 2 - one.predicted)
    }
    let more = try Evaluation.run(reordered(model), bench.dataset, split: .all, threads: 1)
    #expect(more.classes.map(\.support) == [12, 0, 12, 12])
  }

  @Test func aLabelThatTheModelHasNotIsNamed() throws {
    let bench = try Workbench(count: 4)
    let model = try Workbench.model(labels: ["across", "half", "b"])
    for run in [
      { _ = try Evaluation.run(model, bench.dataset, split: .all) },
      { _ = try Calibration.run(model, bench.dataset, .init(temperature: true, knownShare: nil)) },
    ] as [() throws -> Void] {
      let error = scanlineError { try run() }
      #expect(error?.kind == .invalidArgument)
      #expect(
        error?.message
          == "\(bench.folder.path): label \"down\" is none of the model's: \"across\", \"half\", \"b\""
      )
    }
  }

  @Test func filesThatTurnedBadAreLeftOutAndNamed() throws {
    let bench = try Workbench(count: 4)
    let path = bench.dataset.path(of: 0)
    try bench.folder.write([], to: String(path.dropFirst(bench.folder.path.count + 1)))
    let evaluation = try Evaluation.run(Workbench.model(), bench.dataset, split: .all, threads: 2)
    #expect(evaluation.sampleCount == 11)
    #expect(evaluation.failures.map(\.sample) == [0])
    #expect(evaluation.failures.first?.message.contains(path) == true)
  }
}
