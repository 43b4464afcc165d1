import Imaging
import Platform

/// JSON with the names of `scanline_train_options`; augmentation is an object of its own. What is
/// absent has its default, an unknown key is an error.
extension TrainingSettings {
  package enum CodingKeys: String, CodingKey, CaseIterable {
    case threads, seed, epochs, optimizer, schedule, momentum, nesterov, beta1, beta2, rho, epsilon
    case monitor, augmentation, calibrate
    case batchSize = "batch_size"
    case learningRate = "learning_rate"
    case scheduleEpochs = "schedule_epochs"
    case weightDecay = "weight_decay"
    case scheduleFactor = "schedule_factor"
    case warmupEpochs = "warmup_epochs"
    case finalLearningRateShare = "final_learning_rate_share"
    case clipNorm = "clip_norm"
    case labelSmoothing = "label_smoothing"
    case classWeighting = "class_weighting"
    case classWeights = "class_weights"
    case earlyStoppingEpochs = "early_stopping_epochs"
    case restoreBest = "restore_best"
    case checkpointPath = "checkpoint_path"
    case cacheBytes = "cache_bytes"
    case cacheFolder = "cache_folder"
    case emaDecay = "ema_decay"
    case mixupProbability = "mixup_probability"
    case mixupAlpha = "mixup_alpha"
    case cutmixProbability = "cutmix_probability"
    case cutmixAlpha = "cutmix_alpha"
    case layerDecay = "layer_decay"
    case frozenLayers = "frozen_layers"
    case balancedSampling = "balanced_sampling"
    case knownShare = "known_share"
  }

  /// Parses and checks settings.
  /// - Throws: `invalidArgument` naming the key, the value and the limit.
  package init(json: String) throws {
    self = try JSON.decodeDocument(TrainingSettings.self, from: json, what: "training settings")
    try validate()
  }

  package init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, into target: inout Value) throws {
      if let value = try values.decodeIfPresent(Value.self, forKey: key) { target = value }
    }
    self.init()
    try read(.threads, into: &threads)
    try read(.seed, into: &seed)
    try read(.epochs, into: &epochs)
    try read(.batchSize, into: &batchSize)
    try read(.optimizer, into: &optimizer)
    try read(.schedule, into: &schedule)
    try read(.learningRate, into: &learningRate)
    try read(.momentum, into: &momentum)
    try read(.nesterov, into: &nesterov)
    try read(.scheduleEpochs, into: &scheduleEpochs)
    try read(.beta1, into: &beta1)
    try read(.beta2, into: &beta2)
    try read(.rho, into: &rho)
    try read(.epsilon, into: &epsilon)
    try read(.weightDecay, into: &weightDecay)
    try read(.scheduleFactor, into: &scheduleFactor)
    try read(.warmupEpochs, into: &warmupEpochs)
    try read(.finalLearningRateShare, into: &finalLearningRateShare)
    try read(.clipNorm, into: &clipNorm)
    try read(.labelSmoothing, into: &labelSmoothing)
    try read(.classWeighting, into: &classWeighting)
    try read(.monitor, into: &monitor)
    try read(.classWeights, into: &classWeights)
    try read(.earlyStoppingEpochs, into: &earlyStoppingEpochs)
    try read(.restoreBest, into: &restoreBest)
    if values.contains(.augmentation) {
      let nested = try values.superDecoder(forKey: .augmentation)
      try nested.rejectUnknownKeys(Augmentation.CodingKeys.self)
      augmentation = try Augmentation(from: nested)
    }
    checkpointPath = try values.decodeIfPresent(String.self, forKey: .checkpointPath)
    try read(.cacheBytes, into: &cacheBytes)
    cacheFolder = try values.decodeIfPresent(String.self, forKey: .cacheFolder)
    try read(.emaDecay, into: &emaDecay)
    try read(.mixupProbability, into: &mixupProbability)
    try read(.mixupAlpha, into: &mixupAlpha)
    try read(.cutmixProbability, into: &cutmixProbability)
    try read(.cutmixAlpha, into: &cutmixAlpha)
    try read(.layerDecay, into: &layerDecay)
    try read(.frozenLayers, into: &frozenLayers)
    try read(.balancedSampling, into: &balancedSampling)
    try read(.calibrate, into: &calibrate)
    try read(.knownShare, into: &knownShare)
  }
}
