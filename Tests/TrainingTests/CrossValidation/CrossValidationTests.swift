import Classifier
import Platform
import Testing

@testable import Training

@Suite struct CrossValidationTests {
  private var settings: TrainingSettings {
    var settings = Workbench.settings
    settings.epochs = 3
    settings.restoreBest = false
    settings.calibrate = false
    return settings
  }

  @Test func everySampleIsMeasuredByAModelThatHasNotSeenIt() throws {
    let bench = try Workbench()
    let model = try Workbench.model()
    let before = Workbench.bits(model.weights)
    let result = try CrossValidation.run(model, bench.dataset, settings: settings, foldCount: 4)
    #expect(Workbench.bits(model.weights) == before, "the model is not changed")
    #expect(result.folds.map(\.fold) == [1, 2, 3, 4])
    #expect(result.folds.allSatisfy { $0.trainingCount == 27 && $0.validationCount == 9 })
    // The same as training by hand without the third fold, down to the bits.
    let folds = result.foldOfSample
    let split = SampleSplit(folds: folds, heldOut: 3)
    let trainer = try Trainer(model: model.copy(), settings: settings)
    let outcome = try trainer.fit(bench.dataset, split: split)
    #expect(outcome.validationLoss == result.folds[2].loss)
    for sample in split.validation.map(Int.init) {
      var probabilities: [Float] = [0, 0, 0]
      let path = bench.dataset.path(of: sample)
      _ = try FileSystem.read(path).withBytes {
        try trainer.model.classify($0, name: path, into: &probabilities)
      }
      for label in 0..<3 {
        #expect(abs(probabilities[label] - result.probabilities[3 * sample + label]) < 1e-5)
      }
    }
    // The folds' figures are those of the probabilities.
    var hits = [0, 0, 0, 0]
    for sample in 0..<36 {
      let row = Array(result.probabilities[3 * sample..<3 * sample + 3])
      #expect(abs(row.reduce(0, +) - 1) < 1e-5)
      let isHit = row.max() == row[bench.dataset.label(of: sample)]
      hits[folds[sample] - 1] += isHit ? 1 : 0
    }
    let found = result.folds.map { (fold: FoldResult) -> Int in Int((fold.accuracy * 9).rounded()) }
    #expect(found == hits)
    let mean = Double(hits.reduce(0, +)) / 36
    #expect(abs(result.meanAccuracy - mean) < 1e-12)
  }

  @Test func theSeedChoosesTheFolds() throws {
    let bench = try Workbench(count: 6)
    let folds = try [UInt64(5), 6].map { seed in
      var settings = settings
      (settings.seed, settings.epochs) = (seed, 1)
      return try CrossValidation.run(
        Workbench.model(), bench.dataset, settings: settings, foldCount: 2
      ).foldOfSample
    }
    #expect(folds[0] != folds[1])
  }

  @Test func deviationsAreThoseOfASample() {
    func fold(_ accuracy: Double) -> FoldResult {
      FoldResult(
        fold: 1, trainingCount: 1, validationCount: 1, epochsRun: 1, bestEpoch: 1, loss: 1,
        accuracy: accuracy, seconds: 0)
    }
    let result = CrossValidation(
      folds: [0.5, 0.7, 0.9].map(fold), foldOfSample: [], probabilities: [])
    #expect(abs(result.accuracyDeviation - 0.2) < 1e-12 && result.lossDeviation == 0)
  }

  @Test func threadsDoNotChangeIt() throws {
    let bench = try Workbench(count: 6)
    let results = try [1, 3].map { threads in
      var settings = settings
      settings.threads = threads
      settings.cacheBytes = threads == 1 ? 0 : 1 << 20
      return try CrossValidation.run(
        Workbench.model(), bench.dataset, settings: settings, foldCount: 2)
    }
    #expect(results[0].probabilities == results[1].probabilities)
  }

  @Test func callbacksFollowAndStop() throws {
    let bench = try Workbench(count: 4)
    var epochs = 0
    var folds: [Int] = []
    var callbacks = CrossValidation.Callbacks()
    callbacks.onEpoch = { _ in
      epochs += 1
      return true
    }
    callbacks.onFold = {
      folds.append($0.fold)
      return $0.fold < 2
    }
    let error = scanlineError {
      _ = try CrossValidation.run(
        Workbench.model(), bench.dataset, settings: settings, foldCount: 3, callbacks: callbacks)
    }
    #expect(error?.kind == .cancelled && folds == [1, 2] && epochs == 6)
  }

  @Test func numbersOfFoldsThatCannotBeAreRefused() throws {
    let bench = try Workbench(count: 4)
    for (count, part) in [(1, "2 to 100"), (101, "2 to 100"), (5, "only 4 pictures")] {
      let error = scanlineError {
        _ = try CrossValidation.run(
          Workbench.model(), bench.dataset, settings: settings, foldCount: count)
      }
      #expect(error?.kind == .invalidArgument && error?.message.contains(part) == true)
    }
  }

  /// Copies stay in one fold, which may leave a class, or a fold, without pictures.
  @Test func copiesThatLeaveNoFoldsAreRefused() throws {
    func message(_ copies: [(label: String, kinds: [Int])], folds: Int) throws -> String {
      let folder = try TemporaryFolder()
      for (label, kinds) in copies {
        for (number, kind) in kinds.enumerated() {
          try folder.write(Pictures.jpeg(kind: 0, number: kind), to: "\(label)/\(number).jpg")
        }
      }
      var options = DatasetOptions()
      options.validationShare = 0
      let dataset = try Dataset.open(folder: folder.path, options: options)
      var settings = settings
      settings.epochs = 1
      let model = try Workbench.model(labels: dataset.labels)
      do {
        _ = try CrossValidation.run(model, dataset, settings: settings, foldCount: folds)
        return ""
      } catch let error as ScanlineError {
        #expect(error.kind == .invalidArgument)
        return error.message
      }
    }
    let good = [1, 2, 3]
    #expect(try message([("a", [4, 4, 4]), ("b", good)], folds: 3).contains(#"all of class "a""#))
    #expect(try message([("a", [4, 4, 5]), ("b", good)], folds: 3).isEmpty)
    let few = try message([("a", [4, 4, 5]), ("b", [6, 6, 7])], folds: 3)
    #expect(few.isEmpty)
    let fewer = try message([("a", [4, 5, 5]), ("b", [4, 5, 5])], folds: 3)
    #expect(fewer.contains("only 2"))
  }
}
