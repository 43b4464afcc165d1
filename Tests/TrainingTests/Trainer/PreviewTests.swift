import Imaging
import Platform
import Testing

@testable import Training

@Suite struct PreviewTests {
  @Test func showsTheEpochsPicturesInTheirOrder() throws {
    let bench = try Workbench()
    var settings = Workbench.settings
    settings.augmentation = Augmentation()
    let trainer = try Trainer(model: Workbench.model(), settings: settings)
    let batches = try (0..<3).map { try trainer.preview(bench.dataset, epoch: 2, batch: $0) }
    #expect(batches.map(\.count) == [10, 10, 7])
    let targets = batches.flatMap(\.targets)
    // Nine of each of three classes, each picture wholly of its own.
    for label in 0..<3 {
      #expect(stride(from: label, to: targets.count, by: 3).count { targets[$0] == 1 } == 9)
    }
    #expect(targets.count { $0 == 0 } == 54)
    // Light and dark stripes of the drawn pictures, not of the mean's gray.
    #expect(batches[0].pixels.count == 10 * 16 * 16 * 3)
    let (low, high) = (batches[0].pixels.min() ?? 0, batches[0].pixels.max() ?? 0)
    #expect(low < 60 && high > 200)
  }

  @Test func epochsAreThoseOfTheRun() throws {
    let bench = try Workbench()
    let settings = Workbench.settings
    let trainer = try Trainer(model: Workbench.model(), settings: settings)
    let input = trainer.model.spec.input
    let loader = BatchLoader(
      settings, samples: bench.dataset.samples(in: .training),
      pictures: PictureCache(bench.dataset, input: input, room: .none))
    let batch = try Batch(capacity: 10, sampleSize: input.floatCount)
    // The run counts from 0.
    loader.begin(
      batch, order: loader.order(epoch: 2), batch: 0, positions: 0..<10, epoch: 2)
    let shown = try trainer.preview(bench.dataset, epoch: 3, batch: 0)
    for slot in 0..<10 {
      loader.work.body(slot)
      let values = UnsafeBufferPointer(start: batch.input(slot), count: input.floatCount)
      let levels = values.enumerated().map { input.level(of: $1, channel: $0 % 3) }
      #expect(levels.elementsEqual(shown.pixels[slot * levels.count..<(slot + 1) * levels.count]))
    }
  }

  @Test func showsWhatIsMixedAndSmoothed() throws {
    let bench = try Workbench()
    var settings = Workbench.settings
    settings.cutmixProbability = 1
    settings.labelSmoothing = 0.3
    let trainer = try Trainer(model: Workbench.model(), settings: settings)
    let batch = try trainer.preview(bench.dataset, epoch: 1, batch: 0)
    for picture in 0..<batch.count {
      let shares = batch.targets[3 * picture..<3 * picture + 3]
      #expect(abs(shares.reduce(0, +) - 1) < 1e-6 && shares.allSatisfy { $0 >= 0.0999 })
    }
    #expect(batch.targets.contains { 0.11...0.79 ~= $0 }, "some are of two classes")
    let again = try trainer.preview(bench.dataset, epoch: 1, batch: 0)
    #expect(again.pixels == batch.pixels && again.targets == batch.targets)
    #expect(try trainer.preview(bench.dataset, epoch: 2, batch: 0).pixels != batch.pixels)
  }

  @Test func placesThatTheRunDoesNotHaveAreRefused() throws {
    let bench = try Workbench()
    let trainer = try Trainer(model: Workbench.model(), settings: Workbench.settings)
    for (epoch, batch) in [(0, 0), (5, 0), (1, 3), (1, -1)] {
      let error = scanlineError {
        _ = try trainer.preview(bench.dataset, epoch: epoch, batch: batch)
      }
      #expect(error?.kind == .invalidArgument)
    }
  }
}
