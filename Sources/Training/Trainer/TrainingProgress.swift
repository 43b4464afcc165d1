/// How far a run is, at the end of its last update. Part of a checkpoint, together with weights and
/// optimiser state all that a run needs to go on as if it had never stopped.
struct TrainingProgress: Codable, Equatable, Sendable {
  /// Epochs completed, validation included.
  var epoch = 0
  /// Batches completed in the epoch after those.
  var batch = 0
  /// Of the batches completed in that epoch.
  var loss = 0.0
  var correct = 0
  var samples = 0
  /// Wall time of the run so far; and of that epoch's training.
  var seconds = 0.0
  var epochSeconds = 0.0
  var best = BestTracker()
  /// Early stopping ended the run.
  var stoppedEarly = false
  /// Of the data that `fit` ran on; nil before.
  var fingerprint: String?

  mutating func add(_ sums: CrossEntropy.Sums) {
    loss += sums.loss
    correct += sums.correct
    samples += sums.count
  }

  /// Begins the next epoch.
  mutating func completeEpoch() {
    epoch += 1
    batch = 0
    loss = 0
    correct = 0
    samples = 0
    epochSeconds = 0
  }

  var meanLoss: Double { samples == 0 ? 0 : loss / Double(samples) }
  var accuracy: Double { samples == 0 ? 0 : Double(correct) / Double(samples) }

  /// Whether the numbers can stand together; those of a file may not.
  func isConsistent(settings: TrainingSettings, historyCount: Int) -> Bool {
    0...settings.epochs ~= epoch && epoch == historyCount
      && 0...Int(Int32.max) ~= batch && 0...batch * settings.batchSize ~= samples
      && 0...samples ~= correct && loss.isFinite && seconds.isFinite && epochSeconds.isFinite
      && best.isConsistent(epochs: epoch)
  }
}
