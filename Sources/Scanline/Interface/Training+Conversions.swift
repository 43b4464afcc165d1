import CScanline
import Imaging
import Platform
import Training

extension scanline_train_options: VersionedStruct {
  static let firstSize = 192
  static var defaults: Self { Self(TrainingSettings()) }

  /// Settings as a host has them: all but what is behind pointers.
  init(_ settings: TrainingSettings) {
    var options = Self()
    options.threads = UInt32(settings.threads)
    options.seed = settings.seed
    options.epochs = UInt32(settings.epochs)
    options.batch_size = UInt32(settings.batchSize)
    options.optimizer = settings.optimizer.rawValue
    options.schedule = settings.schedule.rawValue
    options.learning_rate = settings.learningRate
    options.momentum = settings.momentum
    options.nesterov = settings.nesterov ? 1 : 0
    options.schedule_epochs = UInt32(settings.scheduleEpochs)
    options.beta1 = settings.beta1
    options.beta2 = settings.beta2
    options.rho = settings.rho
    options.epsilon = settings.epsilon
    options.weight_decay = settings.weightDecay
    options.schedule_factor = settings.scheduleFactor
    options.warmup_epochs = settings.warmupEpochs
    options.final_learning_rate_share = settings.finalLearningRateShare
    options.clip_norm = settings.clipNorm
    options.label_smoothing = settings.labelSmoothing
    options.class_weighting = settings.classWeighting.rawValue
    options.monitor = settings.monitor.rawValue
    options.early_stopping_epochs = UInt32(settings.earlyStoppingEpochs)
    options.restore_best = settings.restoreBest ? 1 : 0
    options.cache_bytes = UInt64(settings.cacheBytes)
    options.ema_decay = settings.emaDecay
    options.mixup_probability = settings.mixupProbability
    options.mixup_alpha = settings.mixupAlpha
    options.cutmix_probability = settings.cutmixProbability
    options.cutmix_alpha = settings.cutmixAlpha
    options.layer_decay = settings.layerDecay
    options.frozen_layers = UInt32(settings.frozenLayers)
    options.balanced_sampling = settings.balancedSampling ? 1 : 0
    options.calibrate = settings.calibrate ? 1 : 0
    options.known_share = settings.knownShare
    self = options
  }
}

extension TrainingSettings {
  /// A host's options, copied and checked; NULL gives the defaults.
  init(_ pointer: UnsafePointer<scanline_train_options>?) throws {
    self.init()
    let given = try scanline_train_options.read(pointer)
    threads = Int(given.threads)
    seed = given.seed
    epochs = Int(given.epochs)
    batchSize = Int(given.batch_size)
    optimizer = try OptimiserKind(code: given.optimizer)
    schedule = try ScheduleKind(code: given.schedule)
    learningRate = given.learning_rate
    momentum = given.momentum
    nesterov = given.nesterov != 0
    scheduleEpochs = Int(given.schedule_epochs)
    beta1 = given.beta1
    beta2 = given.beta2
    rho = given.rho
    epsilon = given.epsilon
    weightDecay = given.weight_decay
    scheduleFactor = given.schedule_factor
    warmupEpochs = given.warmup_epochs
    finalLearningRateShare = given.final_learning_rate_share
    clipNorm = given.clip_norm
    labelSmoothing = given.label_smoothing
    classWeighting = try ClassWeighting(code: given.class_weighting)
    monitor = try Monitor(code: given.monitor)
    classWeights = try Self.weights(given)
    earlyStoppingEpochs = Int(given.early_stopping_epochs)
    restoreBest = given.restore_best != 0
    augmentation = try Augmentation(given.augmentation)
    checkpointPath = try Borrowed.optionalString(given.checkpoint_path, "checkpoint_path")
    if given.cache_bytes != 0 { cacheBytes = Int(clamping: given.cache_bytes) }
    cacheFolder = try Borrowed.optionalString(given.cache_folder, "cache_folder")
    emaDecay = given.ema_decay
    mixupProbability = given.mixup_probability
    mixupAlpha = given.mixup_alpha
    cutmixProbability = given.cutmix_probability
    cutmixAlpha = given.cutmix_alpha
    layerDecay = given.layer_decay
    frozenLayers = Int(given.frozen_layers)
    balancedSampling = given.balanced_sampling != 0
    calibrate = given.calibrate != 0
    knownShare = given.known_share
    try validate()
  }

  private static func weights(_ given: scanline_train_options) throws -> [Double] {
    guard given.class_weight_count > 0 else { return [] }
    guard let weights = given.class_weights else {
      throw ScanlineError(
        .invalidArgument, "class_weights is NULL, class_weight_count \(given.class_weight_count)")
    }
    guard given.class_weight_count <= 65536 else {
      throw ScanlineError(
        .invalidArgument, "class_weight_count is \(given.class_weight_count), over 65536")
    }
    return Array(UnsafeBufferPointer(start: weights, count: given.class_weight_count))
  }
}
