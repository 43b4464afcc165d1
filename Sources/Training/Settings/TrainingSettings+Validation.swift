import Platform

extension TrainingSettings {
  /// - Throws: `invalidArgument` naming the first key whose value is out of its range, the value and
  ///   the range.
  package func validate() throws {
    try check("threads", threads, 0...ThreadPool.largestCount)
    try check("epochs", epochs, 1...100_000)
    try check("batch_size", batchSize, 1...65_536)
    try check("schedule_epochs", scheduleEpochs, 1...100_000)
    try check("early_stopping_epochs", earlyStoppingEpochs, 0...100_000)
    try check("cache_bytes", cacheBytes, 0...Int.max)
    try check("learning_rate", learningRate, above: 0, to: 1e6)
    try check("momentum", momentum, below: 1)
    try check("beta1", beta1, below: 1)
    try check("beta2", beta2, below: 1)
    try check("rho", rho, below: 1)
    try check("epsilon", epsilon, above: 0, to: 1)
    try check("weight_decay", weightDecay, 0...1e6)
    try check("schedule_factor", scheduleFactor, above: 0, to: 1)
    guard warmupEpochs == Self.automaticWarmup || 0...Double(epochs) ~= warmupEpochs else {
      throw Self.refusal(
        "warmup_epochs", warmupEpochs, "0 to \(epochs), the epochs, or -1 for a tenth of them")
    }
    try check("final_learning_rate_share", finalLearningRateShare, 0...1)
    try check("clip_norm", clipNorm, 0...1e30)
    try check("label_smoothing", labelSmoothing, below: 1)
    try check("ema_decay", emaDecay, below: 1)
    try check("mixup_probability", mixupProbability, 0...1)
    try check("cutmix_probability", cutmixProbability, 0...1)
    try check(
      "mixup_probability + cutmix_probability", mixupProbability + cutmixProbability,
      0...1)
    try check("mixup_alpha", mixupAlpha, 0.05...100)
    try check("cutmix_alpha", cutmixAlpha, 0.05...100)
    try check("layer_decay", layerDecay, above: 0, to: 1)
    try check("frozen_layers", frozenLayers, 0...10_000)
    try check("known_share", knownShare, 0...1)
    if balancedSampling && classWeighting == .balanced {
      throw ScanlineError(
        .invalidArgument,
        "balanced_sampling and class_weighting \"balanced\" make up for the same thing; use one")
    }
    for (index, weight) in classWeights.enumerated() {
      try check("class_weights[\(index)]", weight, 0...1e6)
    }
    if classWeighting == .given && classWeights.isEmpty {
      throw ScanlineError(
        .invalidArgument, "class_weighting \"given\" needs class_weights, one a label")
    }
    if let checkpointPath, checkpointPath.isEmpty {
      throw ScanlineError(.invalidArgument, "checkpoint_path is empty")
    }
    if let cacheFolder, cacheFolder.isEmpty {
      throw ScanlineError(.invalidArgument, "cache_folder is empty")
    }
    try augmentation.validate()
  }

  /// The checks that need the model's number of labels as well.
  func validate(labelCount: Int) throws {
    try validate()
    guard classWeighting == .given else { return }
    guard classWeights.count == labelCount else {
      throw ScanlineError(
        .invalidArgument, "class_weights has \(classWeights.count) values for \(labelCount) labels")
    }
    guard classWeights.contains(where: { $0 > 0 }) else {
      throw ScanlineError(.invalidArgument, "class_weights are all 0; one must be above")
    }
  }

  // NaN is in no range, so it is refused by each of these.

  private func check<Value>(_ key: String, _ value: Value, _ range: ClosedRange<Value>) throws {
    guard range.contains(value) else {
      throw Self.refusal(key, value, "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func check(_ key: String, _ value: Double, below limit: Double) throws {
    guard value >= 0, value < limit else {
      throw Self.refusal(key, value, "0 to below \(limit)")
    }
  }

  private func check(_ key: String, _ value: Double, above low: Double, to high: Double) throws {
    guard value > low, value <= high else {
      throw Self.refusal(key, value, "above \(low) to \(high)")
    }
  }

  private static func refusal(_ key: String, _ value: Any, _ range: String) -> ScanlineError {
    ScanlineError(.invalidArgument, "\(key) is \(value); allowed is \(range)")
  }
}
