/// Follows the monitored figure from epoch to epoch: which epoch was best, when to stop early, when to
/// cut the learning rate. Keras's counting: a patience of n acts on the nth epoch in a row that is
/// not better. Part of a checkpoint.
struct BestTracker: Codable, Equatable, Sendable {
  /// nil before the first epoch.
  private(set) var bestValue: Double?
  /// From 1; 0 before the first epoch.
  private(set) var bestEpoch = 0
  private(set) var epochsSinceBest = 0
  private(set) var plateauEpochs = 0
  private(set) var plateauReductions = 0

  /// Notes an epoch's figure; says whether it is the best so far.
  mutating func note(_ value: Double, epoch: Int, monitor: Monitor, plateauPatience: Int?) -> Bool {
    if monitor.isBetter(value, than: bestValue) {
      bestValue = value
      bestEpoch = epoch
      epochsSinceBest = 0
      plateauEpochs = 0
      return true
    }
    epochsSinceBest += 1
    plateauEpochs += 1
    if let plateauPatience, plateauEpochs >= plateauPatience {
      plateauEpochs = 0
      plateauReductions += 1
    }
    return false
  }

  /// Whether the counts can come of that many epochs; those of a file may not.
  func isConsistent(epochs: Int) -> Bool {
    [bestEpoch, epochsSinceBest, plateauEpochs, plateauReductions].allSatisfy {
      0...epochs ~= $0
    }
  }

  /// Whether early stopping is due.
  func isExhausted(patience: Int) -> Bool { patience > 0 && epochsSinceBest >= patience }
}
