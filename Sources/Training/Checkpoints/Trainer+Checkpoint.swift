import Classifier
import Compute
import Platform

/// A checkpoint is a safetensors file with weights, their average, optimiser state and best weights as tensors, and
/// everything else as JSON in its metadata: a run that goes on from it ends with the same bits as one
/// that never stopped.
extension Trainer {
  private enum Prefix {
    static let weights = "weights/"
    static let average = "average/"
    static let best = "best/"
    static func slot(_ name: String) -> String { "optimizer.\(name)/" }
  }

  /// The bytes of a checkpoint of the trainer as it is after its last update.
  package func checkpoint() throws -> ByteBuffer {
    try exclusive.run(isNested: true) { try encodeCheckpoint() }
  }

  /// Writes a checkpoint: whole or not at all.
  package func saveCheckpoint(to path: String) throws {
    let bytes = try checkpoint()
    try bytes.withBytes { try FileSystem.writeAtomically($0, to: path) }
  }

  /// Writes the checkpoint that the settings ask for, if they do.
  func writeCheckpoint() throws {
    guard let path = settings.checkpointPath else { return }
    let bytes = try encodeCheckpoint()
    try bytes.withBytes { try FileSystem.writeAtomically($0, to: path) }
  }

  private func encodeCheckpoint() throws -> ByteBuffer {
    var entries = ModelFile.entries(of: network, state.weights, prefix: Prefix.weights)
    if let average = state.average {
      entries += ModelFile.entries(of: network, average, prefix: Prefix.average)
    }
    for (name, slot) in zip(optimiser.slotNames, state.slots) {
      entries += ModelFile.entries(of: network, slot, prefix: Prefix.slot(name))
    }
    if let bestWeights {
      entries += ModelFile.entries(of: network, bestWeights, prefix: Prefix.best)
    }
    return try SafeTensors.write(entries, metadata: CheckpointMetadata(self).encoded())
  }

  /// Bytes that no checkpoint exceeds: weights, their average, at most two slots of an optimiser, best weights.
  package static var checkpointSizeLimit: Int { ModelFile.sizeLimit(copies: 5) }

  /// A trainer that goes on from a checkpoint file. Its model is a new one, with the checkpoint's
  /// weights.
  /// - Parameters:
  ///   - threads: nil for what the checkpoint says; the results do not depend on it.
  ///   - checkpointPath: where further checkpoints go; nil for what the checkpoint says.
  /// - Throws: `io`, `corruptModel` or `versionMismatch`, naming the file and what is wrong.
  package static func resume(
    from path: String, threads: Int? = nil, checkpointPath: String? = nil
  ) throws -> Trainer {
    try resume(
      FileSystem.read(path, limit: checkpointSizeLimit), name: path, threads: threads,
      checkpointPath: checkpointPath)
  }

  /// The same from memory.
  /// - Parameter name: for errors.
  package static func resume(
    _ bytes: ByteBuffer, name: String, threads: Int? = nil, checkpointPath: String? = nil
  ) throws -> Trainer {
    if let threads, !(0...ThreadPool.largestCount ~= threads) {
      throw ScanlineError(
        .invalidArgument, "threads is \(threads); allowed is 0 to \(ThreadPool.largestCount)")
    }
    do {
      let file = try SafeTensors(reading: bytes, name: name)
      let metadata = try CheckpointMetadata(file.metadata, name: name)
      var settings = metadata.settings
      settings.threads = threads ?? settings.threads
      settings.checkpointPath = checkpointPath ?? settings.checkpointPath
      return try restore(file, metadata, settings, name: name)
    } catch let error as ScanlineError where error.kind == .invalidArgument {
      throw ScanlineError(.corruptModel, "\(name): \(error.message)")
    }
  }

  private static func restore(
    _ file: SafeTensors, _ metadata: CheckpointMetadata, _ settings: TrainingSettings, name: String
  ) throws -> Trainer {
    let model = try Model(spec: metadata.spec, labels: metadata.labels, seed: settings.seed)
    model.inference = metadata.inference
    func read(_ prefix: String) throws -> FloatBuffer {
      try ModelFile.read(model.network, from: file, prefix: prefix, name: name)
    }
    let trainer = try Trainer(model: model, settings: settings, weights: read(Prefix.weights))
    if let average = trainer.state.average {
      let values = try read(Prefix.average)
      average.pointer.update(from: values.pointer, count: average.count)
    }
    for (slotName, slot) in zip(trainer.optimiser.slotNames, trainer.state.slots) {
      let values = try read(Prefix.slot(slotName))
      slot.pointer.update(from: values.pointer, count: slot.count)
    }
    if file.tensors.keys.contains(where: { $0.hasPrefix(Prefix.best) }) {
      trainer.bestWeights = try read(Prefix.best)
    }
    trainer.state.step = metadata.step
    trainer.progress = metadata.progress
    trainer.history = metadata.history
    trainer.datasetSummary = metadata.dataset == .null ? nil : metadata.dataset
    trainer.noteGood()
    try trainer.publishWeights()
    return trainer
  }
}
