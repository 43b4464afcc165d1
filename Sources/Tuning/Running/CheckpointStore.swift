import Platform
import Training

/// The checkpoints of a search's trials: files beside the journal, or in memory when there is none.
///
/// Nothing is lost when one is missing: training a trial anew from its first epoch gives the same bits.
/// Trials may run at once; their checkpoints are their own.
final class CheckpointStore: Sendable {
  private let folder: String?
  private let memory = Mutex<[Key: ByteBuffer]>([:])

  /// A trial is trained several times where the settings say so.
  private struct Key: Hashable {
    let trial: Int
    let execution: Int
  }

  private static let prefix = "trial-"
  private static let suffix = ".safetensors"

  /// - Throws: `io` when the folder cannot be made.
  init(journalPath: String?) throws {
    folder = journalPath.map { $0 + ".checkpoints" }
    if let folder { try FileSystem.makeFolder(folder) }
  }

  /// Where a trial's trainer is to write its checkpoint after each epoch; nil: nowhere.
  func path(of trial: Int, _ execution: Int = 0) -> String? {
    let mark = execution > 0 ? ".\(execution)" : ""
    return folder.map { FileSystem.join($0, "\(Self.prefix)\(trial)\(mark)\(Self.suffix)") }
  }

  /// Keeps a trial's last checkpoint.
  /// - Parameter isWritten: whether its trainer did, where there is a folder: it does after each epoch.
  func keep(_ trainer: Trainer, of trial: Int, _ execution: Int = 0, isWritten: Bool) throws {
    if let path = path(of: trial, execution) {
      if !isWritten { try trainer.saveCheckpoint(to: path) }
      return
    }
    let bytes = try trainer.checkpoint()
    memory.withLock { $0[Key(trial: trial, execution: execution)] = bytes }
  }

  /// A trial's checkpoint; nil when there is none.
  func load(_ trial: Int, _ execution: Int = 0) throws -> ByteBuffer? {
    guard let path = path(of: trial, execution) else {
      return memory.withLock { $0[Key(trial: trial, execution: execution)] }
    }
    guard FileSystem.kind(of: path) == .file else { return nil }
    return try FileSystem.read(path, limit: Trainer.checkpointSizeLimit)
  }

  /// Removes every other trial's checkpoint, and what killed writes of it have left.
  func prune(keeping trials: Set<Int>) throws {
    memory.withLock { memory in memory = memory.filter { trials.contains($0.key.trial) } }
    guard let folder else { return }
    for name in try FileSystem.names(in: folder) where name.hasPrefix(Self.prefix) {
      // A trial that runs in another process may be writing its own at this moment.
      let trial = name.dropFirst(Self.prefix.count).prefix { $0 != "." }
      if Int(trial).map(trials.contains) != true {
        try FileSystem.removeFile(FileSystem.join(folder, name))
      }
    }
  }
}
