import Classifier
import Compute
import Imaging
import Platform
import Testing

@testable import Training

/// A host's own batches on their way into training.
@Suite struct HostLoadingTests {
  private static let spec = """
    {"input": {"width": 16, "height": 16, "mean": [0, 0, 0], "deviation": [1, 1, 1]},
     "network": {"layers": [{"type": "rows"}, {"type": "gru", "units": 2}]}}
    """

  private func load(
    _ pictures: HostLoading.Pictures, images: [EncodedImage] = [], views: [PixelView] = [],
    labels: [Int32], _ settings: TrainingSettings, positions: Range<Int>, step: Int
  ) throws -> Batch {
    let model = try Model(spec: ModelSpec(json: Self.spec), labels: ["black", "white"], seed: 0)
    let loading = HostLoading(model: model, settings: settings)
    loading.images = images
    loading.views = views
    let batch = try Batch(capacity: positions.count, sampleSize: model.spec.input.floatCount)
    batch.begin(positions: positions)
    try labels.withUnsafeBufferPointer {
      try loading.run(pictures, labels: $0, step: step, into: batch, on: ThreadPool(threads: 1))
    }
    return batch
  }

  /// By the run's seed, the update and the place in the batch of all workers.
  @Test func picturesAreAugmented() throws {
    let input = try ModelSpec(json: Self.spec).input
    let settings = Workbench.settings
    let files = try (0..<3).map { number in
      try Pictures.jpeg(kind: 0, number: number).withUnsafeBytes { try ByteBuffer(copying: $0) }
    }
    let images = files.map { file in
      EncodedImage(
        bytes: UnsafeRawBufferPointer(start: file.pointer, count: file.count), name: "")
    }
    let batch = try load(
      .encoded(ImageLimits()), images: images, labels: [0, 1, 0], settings, positions: 6..<9,
      step: 4)
    let expected = try FloatBuffer(count: input.floatCount)
    for (slot, image) in images.enumerated() {
      let scale = Augmentation.cacheScale
      let bitmap = try input.decode(image.bytes, name: "", scale: scale, limits: ImageLimits())
      settings.augmentation.apply(
        to: try input.fitted(bitmap.view, scale: scale), input: input, seed: settings.seed,
        epoch: 4, sample: 6 + slot, into: expected.pointer)
      let found = UnsafeBufferPointer(start: batch.input(slot), count: input.floatCount)
      #expect(found.elementsEqual(expected.floats))
    }
    withExtendedLifetime(files) {}
  }

  /// Of black and white pictures the mean level is the share of white.
  @Test func labelsAreMixedInThePicturesShares() throws {
    let black = [UInt8](repeating: 0, count: 16 * 16 * 3)
    let white = [UInt8](repeating: 255, count: 16 * 16 * 3)
    var settings = TrainingSettings()
    (settings.mixupProbability, settings.mixupAlpha) = (1, 5)
    try black.withUnsafeBufferPointer { black in
      try white.withUnsafeBufferPointer { white in
        let views = try [black, white, black, white].map { pixels in
          try PixelView(
            base: #require(pixels.baseAddress), width: 16, height: 16, format: .rgb)
        }
        let batch = try load(
          .raw, views: views, labels: [0, 1, 0, 1], settings, positions: 0..<4, step: 1)
        var mixed = 0
        for slot in 0..<4 {
          let target = batch.targets[slot]
          let levels = UnsafeBufferPointer(start: batch.input(slot), count: black.count)
          let mean = levels.reduce(0, +) / Float(black.count)
          let ofWhite =
            (target.label == 1 ? target.share : 0) + (target.partner == 1 ? 1 - target.share : 0)
          #expect(abs(mean - ofWhite) < 1e-4)
          mixed += target.label != target.partner ? 1 : 0
        }
        #expect(mixed > 0)
      }
    }
  }
}
