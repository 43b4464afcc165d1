import Classifier
import Compute
import Curation
import Imaging
import Platform
import Testing

@testable import Training

@Suite struct BatchLoaderTests {
  /// As the settings say, by the run's seed, the epoch and the sample, and by nothing else.
  @Test func picturesAreAugmented() throws {
    let bench = try Workbench(count: 4)
    let settings = Workbench.settings
    let input = InputSpec(width: 16, height: 16)
    let loader = BatchLoader(
      settings, samples: [0, 5, 7],
      pictures: PictureCache(bench.dataset, input: input, room: .none))
    let batch = try Batch(capacity: 3, sampleSize: input.floatCount)
    let order = loader.order(epoch: 2)
    loader.begin(batch, order: order, batch: 0, positions: 0..<3, epoch: 2)
    let expected = try FloatBuffer(count: input.floatCount)
    for slot in 0..<3 {
      loader.work.body(slot)
      let sample = order.sample(batch: 0, position: slot)
      let path = bench.dataset.path(of: sample)
      let scale = Augmentation.cacheScale
      let bitmap = try FileSystem.read(path).withBytes { bytes in
        let decoded = try input.decode(bytes, name: path, scale: scale, limits: ImageLimits())
        return try input.fitted(decoded.view, scale: scale)
      }
      settings.augmentation.apply(
        to: bitmap, input: input, seed: settings.seed, epoch: 2, sample: sample,
        into: expected.pointer)
      let found = UnsafeBufferPointer(start: batch.input(slot), count: input.floatCount)
      #expect(found.elementsEqual(expected.floats))
      #expect(batch.targets[slot] == Target(label: Int32(bench.dataset.label(of: sample))))
    }
  }

  /// Of black and white pictures the mean level is the share of white, in the picture and in its target.
  @Test(arguments: [0.0, 1.0])
  func labelsAreMixedInThePicturesShares(mixup: Double) throws {
    let folder = try TemporaryFolder()
    for (label, level) in [("black", UInt8(0)), ("white", 255)] {
      let pixels = [UInt8](repeating: level, count: 16 * 16 * 3)
      let jpeg = try pixels.withUnsafeBufferPointer { buffer in
        let base = try #require(buffer.baseAddress)
        let view = try PixelView(base: base, width: 16, height: 16, format: .rgb)
        return try JPEGEncoder.encode(view, quality: 95).withBytes { Array($0) }
      }
      for number in 0..<8 { try folder.write(jpeg, to: "\(label)/\(number).jpg") }
    }
    var options = DatasetOptions()
    options.validationShare = 0
    options.grouping = .none
    let dataset = try Dataset.open(folder: folder.path, options: options)
    var settings = Workbench.settings
    settings.augmentation = Augmentation()
    settings.batchSize = 16
    (settings.mixupProbability, settings.cutmixProbability) = (mixup, 1 - mixup)
    (settings.mixupAlpha, settings.cutmixAlpha) = (5, 5)
    let trainer = try Trainer(model: Workbench.model(labels: dataset.labels), settings: settings)
    var mixed = 0
    for epoch in 1...4 {
      let batch = try trainer.preview(dataset, epoch: epoch, batch: 0)
      let size = batch.pixels.count / batch.count
      for picture in 0..<batch.count {
        let levels = batch.pixels[picture * size..<(picture + 1) * size]
        let mean = Double(levels.reduce(0) { $0 + Int($1) }) / Double(255 * size)
        let share = Double(batch.targets[2 * picture + 1])
        #expect(abs(mean - share) < 0.005)
        mixed += 0.05...0.95 ~= share ? 1 : 0
      }
    }
    #expect(mixed > 4)
  }
}
