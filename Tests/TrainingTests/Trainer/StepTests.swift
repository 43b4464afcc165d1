import Compute
import Imaging
import Platform
import Testing

@testable import Training

@Suite struct StepTests {
  private let kinds = [0, 1, 2, 0, 1]

  private func withImages<Result>(
    _ body: ([EncodedImage], [Int32]) throws -> Result
  ) throws -> Result {
    let files = try kinds.enumerated().map { try Pictures.jpeg(kind: $1, number: $0) }
    let buffers = try files.map { bytes in
      try bytes.withUnsafeBytes { try ByteBuffer(copying: $0) }
    }
    defer { withExtendedLifetime(buffers) {} }
    let images = buffers.enumerated().map { index, buffer in
      EncodedImage(
        bytes: UnsafeRawBufferPointer(start: buffer.pointer, count: buffer.count),
        name: "picture \(index)")
    }
    return try body(images, kinds.map { Int32($0) })
  }

  private var settings: TrainingSettings {
    var settings = Workbench.settings
    settings.augmentation = Augmentation()
    return settings
  }

  @Test func stepsLowerTheLoss() throws {
    try withImages { images, labels in
      let trainer = try Trainer(model: Workbench.model(), settings: settings)
      let before = Workbench.bits(trainer.model.weights)
      let losses = try (0..<40).map { _ in try trainer.step(images: images, labels: labels) }
      #expect(losses[39] < 0.5 * losses[0])
      #expect(try trainer.stepCount() == 40)
      // The model has nothing of it before it is published.
      #expect(Workbench.bits(trainer.model.weights) == before)
      try trainer.publish()
      #expect(Workbench.bits(trainer.model.weights) == Workbench.bits(trainer.state.weights))
    }
  }

  @Test func encodedAndRawPicturesGiveTheSameBits() throws {
    try withImages { images, labels in
      let encoded = try Trainer(model: Workbench.model(), settings: settings)
      let raw = try Trainer(model: Workbench.model(), settings: settings)
      let bitmaps = try images.map {
        try encoded.model.spec.input.decode($0.bytes, name: $0.name, limits: ImageLimits())
      }
      let loss = try encoded.step(images: images, labels: labels)
      #expect(try raw.step(pixels: bitmaps.map(\.view), labels: labels) == loss)
      #expect(Workbench.bits(raw.state.weights) == Workbench.bits(encoded.state.weights))
      withExtendedLifetime(bitmaps) {}
    }
  }

  @Test func aCheckpointGoesOnWithTheSameBits() throws {
    try withImages { images, labels in
      var settings = settings
      settings.augmentation.rotation = 0.1
      let trainer = try Trainer(model: Workbench.model(), settings: settings)
      _ = try trainer.step(images: images, labels: labels)
      let other = try Trainer.resume(trainer.checkpoint(), name: "memory", threads: 2)
      let losses = try [trainer, other].map { try $0.step(images: images, labels: labels) }
      #expect(losses[0] == losses[1])
      #expect(Workbench.bits(trainer.state.weights) == Workbench.bits(other.state.weights))
    }
  }

  @Test func badBatchesChangeNothing() throws {
    try withImages { images, labels in
      let trainer = try Trainer(model: Workbench.model(), settings: settings)
      let before = Workbench.bits(trainer.state.weights)
      func refusal(_ images: [EncodedImage], _ labels: [Int32]) -> ScanlineError? {
        scanlineError { _ = try trainer.step(images: images, labels: labels) }
      }
      #expect(refusal(images, [0, 1, 3, 0, 1])?.message == "label 3 of picture 2 is not in 0 to 2")
      #expect(refusal(images, [0, -1, 1, 0, 1])?.kind == .invalidArgument)
      #expect(refusal(images, [0])?.message == "1 labels for 5 pictures")
      #expect(refusal([], [])?.kind == .invalidArgument)
      var cut = images
      cut[3] = EncodedImage(
        bytes: UnsafeRawBufferPointer(rebasing: images[3].bytes.prefix(200)), name: "the cut one")
      let error = refusal(cut, labels)
      #expect(error?.kind == .corruptImage && error?.message.contains("the cut one") == true)
      #expect(Workbench.bits(trainer.state.weights) == before)
      #expect(try trainer.stepCount() == 0)
    }
  }

  @Test func balancedWeightsNeedADataset() throws {
    try withImages { images, labels in
      var settings = settings
      settings.classWeighting = .balanced
      let trainer = try Trainer(model: Workbench.model(), settings: settings)
      let error = scanlineError { _ = try trainer.step(images: images, labels: labels) }
      #expect(error?.message.contains("balanced") == true)
    }
  }

  @Test func aDivergenceFallsBackToTheLastFiniteLoss() throws {
    try withImages { images, labels in
      let trainer = try Trainer(model: Workbench.model(), settings: settings)
      var before: [UInt32] = []
      for _ in 0..<3 {
        before = Workbench.bits(trainer.state.weights)
        _ = try trainer.step(images: images, labels: labels)
      }
      trainer.state.weights.pointer[0] = .nan
      let error = scanlineError { _ = try trainer.step(images: images, labels: labels) }
      #expect(error?.kind == .diverged)
      #expect(try trainer.stepCount() == 2)
      #expect(Workbench.bits(trainer.state.weights) == before)
      #expect(Workbench.bits(trainer.model.weights) == before)
    }
  }
}
