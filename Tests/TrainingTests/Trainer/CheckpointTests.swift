import Classifier
import Platform
import Testing

@testable import Training

@Suite struct CheckpointTests {
  private func checkpoint(_ change: (inout TrainingSettings) -> Void = { _ in }) throws -> [UInt8] {
    let bench = try Workbench(count: 6)
    var settings = Workbench.settings
    settings.epochs = 1
    change(&settings)
    let trainer = try Trainer(model: Workbench.model(), settings: settings)
    _ = try trainer.fit(bench.dataset)
    return try trainer.checkpoint().withBytes { Array($0) }
  }

  private func refusal(_ bytes: [UInt8]) -> ScanlineError? {
    scanlineError {
      let buffer = try bytes.withUnsafeBytes { try ByteBuffer(copying: $0) }
      _ = try Trainer.resume(buffer, name: "run.ckpt")
    }
  }

  /// The same length, so that the file stays well formed.
  private func replacing(_ old: String, _ new: String, in bytes: [UInt8]) throws -> [UInt8] {
    #expect(old.utf8.count == new.utf8.count)
    var bytes = bytes
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: old.utf8) }, "\(old) is not in the file")
    bytes.replaceSubrange(start..<start + old.utf8.count, with: new.utf8)
    return bytes
  }

  @Test func cutFilesAreRefusedByName() throws {
    let bytes = try checkpoint()
    for count in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
      let error = refusal(Array(bytes.prefix(count)))
      #expect(error?.kind == .corruptModel && error?.message.hasPrefix("run.ckpt: ") == true)
    }
  }

  @Test(arguments: [
    ("scanline-checkpoint", "scanline-checkpoinT", "not a Scanline checkpoint"),
    (#"\"batch_size\":10"#, #"\"batch_size\":00"#, "settings"),
    (#"\"epoch\":1,\"epochSeconds\""#, #"\"epoch\":7,\"epochSeconds\""#, "contradicts"),
    (#"\"samples\":0"#, #"\"samples\":9"#, "contradicts"),
    (#"\"epochsSinceBest\":0"#, #"\"epochsSinceBest\":9"#, "contradicts"),
    (#"\"units\":8"#, #"\"units\":9"#, "shape"),
    (#""weights/head.bias""#, #""weights/heaD.bias""#, "weights/head.bias"),
    (#""optimizer.velocity/head.bias""#, #""optimizer.velocitY/head.bias""#, "velocity"),
  ])
  func alteredFilesAreRefused(old: String, new: String, part: String) throws {
    let error = refusal(try replacing(old, new, in: checkpoint()))
    #expect(error?.kind == .corruptModel)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test func laterVersionsAreToldApart() throws {
    let old = #""scanline.checkpoint_version":"1""#
    let new = #""scanline.checkpoint_version":"2""#
    #expect(refusal(try replacing(old, new, in: checkpoint()))?.kind == .versionMismatch)
  }

  @Test func aNumberThatIsNoneIsRefused() throws {
    var bytes = try checkpoint()
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
    #expect(refusal(bytes)?.kind == .corruptModel)
  }

  @Test func aModelFileIsNoCheckpoint() throws {
    let bytes = try ModelFile.encode(Workbench.model()).withBytes { Array($0) }
    let error = refusal(bytes)
    #expect(error?.message == "run.ckpt: not a Scanline checkpoint")
  }

  @Test func missingFilesAndFoldersAreNamed() throws {
    let folder = try TemporaryFolder()
    let missing = scanlineError { _ = try Trainer.resume(from: "\(folder.path)/none") }
    #expect(missing?.kind == .io && missing?.message.contains("none") == true)
    let trainer = try Trainer(model: Workbench.model(), settings: Workbench.settings)
    let path = "\(folder.path)/no/such/run.ckpt"
    let unwritable = scanlineError { try trainer.saveCheckpoint(to: path) }
    #expect(unwritable?.kind == .io && unwritable?.message.contains(path) == true)
  }

  @Test func anUntrainedTrainerSurvives() throws {
    let trainer = try Trainer(model: Workbench.model(), settings: Workbench.settings)
    let again = try Trainer.resume(trainer.checkpoint(), name: "memory")
    #expect(again.settings == trainer.settings && again.progress == trainer.progress)
    #expect(Workbench.bits(again.model.weights) == Workbench.bits(trainer.model.weights))
  }
}
