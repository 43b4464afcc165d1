import Compute
import Glibc
import Platform
import Testing

@testable import Training

@Suite struct DivergenceTests {
  private static var settings: TrainingSettings {
    var settings = Workbench.settings
    settings.restoreBest = false
    return settings
  }

  /// Trains until the weights are broken by hand in the middle of epoch 3.
  private func breakRun(_ trainer: Trainer, _ dataset: Dataset) -> (ScanlineError?, [UInt32]) {
    var good: [UInt32] = []
    let error = scanlineError {
      _ = try trainer.fit(
        dataset,
        onBatch: { report in
          if report.epoch == 3 && report.samplesDone == 20 {
            trainer.state.weights.pointer[7] = .infinity
          }
          return true
        },
        onEpoch: { _ in
          good = Workbench.bits(trainer.state.weights)
          return true
        })
    }
    return (error, good)
  }

  @Test(arguments: [0, 0.25])
  func theWeightsOfTheLastGoodEpochRemain(share: Double) throws {
    let bench = try Workbench(validationShare: share)
    let trainer = try Trainer(model: Workbench.model(), settings: Self.settings)
    let (error, good) = breakRun(trainer, bench.dataset)
    #expect(error?.kind == .diverged && error?.message.contains("learning_rate 0.01") == true)
    #expect(try trainer.epochs().count == 2)
    #expect(Workbench.bits(trainer.state.weights) == good)
    #expect(Workbench.bits(trainer.model.weights) == good)
  }

  @Test func theTrainerGoesOnAsIfNothingHadHappened() throws {
    let bench = try Workbench()
    let trainer = try Trainer(model: Workbench.model(), settings: Self.settings)
    _ = breakRun(trainer, bench.dataset)
    _ = try trainer.fit(bench.dataset)
    let other = try Trainer(model: Workbench.model(), settings: Self.settings)
    _ = try other.fit(bench.dataset)
    #expect(Workbench.bits(trainer.model.weights) == Workbench.bits(other.model.weights))
    #expect(trainer.model.summary == other.model.summary)
  }

  @Test func anEpochWithoutPicturesIsNoEpoch() throws {
    let bench = try Workbench()
    let trainer = try Trainer(model: Workbench.model(), settings: Self.settings)
    _ = try trainer.fit(bench.dataset, lastEpoch: 1)
    let start = Workbench.bits(trainer.state.weights)
    let kept = bench.folder.path + ".kept"
    try #require(rename(bench.folder.path, kept) == 0)
    let error = scanlineError { _ = try trainer.fit(bench.dataset) }
    try #require(rename(kept, bench.folder.path) == 0)
    #expect(error?.kind == .noData && error?.message.contains("cannot open") == true)
    #expect(try trainer.epochs().count == 1)
    #expect(Workbench.bits(trainer.state.weights) == start)

    _ = try trainer.fit(bench.dataset)
    let other = try Trainer(model: Workbench.model(), settings: Self.settings)
    _ = try other.fit(bench.dataset)
    #expect(Workbench.bits(trainer.model.weights) == Workbench.bits(other.model.weights))
  }

  @Test func aStepThatDivergesAfterARunLeavesTheRun() throws {
    let bench = try Workbench()
    let trainer = try Trainer(model: Workbench.model(), settings: Self.settings)
    _ = try trainer.fit(bench.dataset, lastEpoch: 2)
    let good = Workbench.bits(trainer.state.weights)
    trainer.state.weights.pointer[0] = .nan
    let picture = try FileSystem.read(bench.dataset.path(of: 0))
    let error = scanlineError {
      try picture.withBytes {
        _ = try trainer.step(images: [EncodedImage(bytes: $0, name: "picture")], labels: [0])
      }
    }
    #expect(error?.kind == .diverged)
    #expect(Workbench.bits(trainer.state.weights) == good)
    #expect(trainer.progress.epoch == 2)
  }

  @Test func aWeightThatBreaksInTheLastBatchIsNoticed() throws {
    let bench = try Workbench(validationShare: 0)
    let trainer = try Trainer(model: Workbench.model(), settings: Self.settings)
    let start = Workbench.bits(trainer.state.weights)
    let error = scanlineError {
      _ = try trainer.fit(
        bench.dataset,
        onBatch: { report in
          if report.samplesDone == report.samplesTotal {
            trainer.state.weights.pointer[0] = .infinity
          }
          return true
        })
    }
    #expect(error?.kind == .diverged && error?.message.contains("a weight is inf") == true)
    #expect(Workbench.bits(trainer.model.weights) == start)
  }
}
