import Platform
import Training

/// The checkpoints of a search's trials: files beside the journal, or in memory when there is none.
///
/// Nothing is lost when one is missing: training a trial anew from its first epoch gives the same bits.
final class CheckpointStore {
  private let folder: String?
  private var memory: [Int: ByteBuffer] = [:]
  private static let prefix = "trial-"
  private static let suffix = ".safetensors"

  /// - Throws: `io` when the folder cannot be made.
  init(journalPath: String?) throws {
    folder = journalPath.map { $0 + ".checkpoints" }
    if let folder { try FileSystem.makeFolder(folder) }
  }

  /// Where a trial's trainer is to write its checkpoint after each epoch; nil: nowhere.
  func path(of trial: Int) -> String? {
    folder.map { FileSystem.join($0, "\(Self.prefix)\(trial)\(Self.suffix)") }
  }

  /// Keeps a trial's last checkpoint, if its trainer does not write it itself.
  func keep(_ trainer: Trainer, of trial: Int) throws {
    if folder == nil { memory[trial] = try trainer.checkpoint() }
  }

  /// A trial's checkpoint; nil when there is none.
  func load(_ trial: Int) throws -> ByteBuffer? {
    guard let path = path(of: trial) else { return memory[trial] }
    return FileSystem.kind(of: path) == .file ? try FileSystem.read(path) : nil
  }

  /// Removes every other trial's checkpoint, and what killed writes have left.
  func prune(keeping trials: Set<Int>) throws {
    memory = memory.filter { trials.contains($0.key) }
    guard let folder else { return }
    let names = Set(trials.map { "\(Self.prefix)\($0)\(Self.suffix)" })
    for name in try FileSystem.names(in: folder)
    where name.hasPrefix(Self.prefix) && !names.contains(name) {
      try FileSystem.removeFile(FileSystem.join(folder, name))
    }
  }
}
