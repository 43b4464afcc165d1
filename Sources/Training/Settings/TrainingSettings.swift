import Imaging

/// How a model is trained: `scanline_train_options`, with the same meanings and defaults.
package struct TrainingSettings: Codable, Equatable, Sendable {
  /// 0: one a processor. The results do not depend on it.
  package var threads = 0
  /// Of order, augmentation and dropout; 0 is a seed like any other.
  package var seed: UInt64 = 0
  package var epochs = 30
  package var batchSize = 32
  package var optimizer = OptimiserKind.adam
  package var schedule = ScheduleKind.constant
  package var learningRate = 0.001
  /// SGD and RMSprop.
  package var momentum = 0.0
  /// SGD.
  package var nesterov = false
  /// Step: the period. Plateau: the patience.
  package var scheduleEpochs = 10
  /// Adam, AdamW.
  package var beta1 = 0.9
  /// Adam, AdamW.
  package var beta2 = 0.999
  /// RMSprop.
  package var rho = 0.9
  package var epsilon = 1e-7
  /// AdamW: decoupled, on matrices only.
  package var weightDecay = 0.0
  /// Step and plateau.
  package var scheduleFactor = 0.5
  /// Cosine: length of the linear warm-up; `automaticWarmup`: a tenth of the epochs.
  package var warmupEpochs = 0.0
  /// Cosine: the last rate over the highest.
  package var finalLearningRateShare = 0.01
  /// Of the global gradient; 0: no clipping.
  package var clipNorm = 0.0
  package var labelSmoothing = 0.0
  package var classWeighting = ClassWeighting.none
  package var monitor = Monitor.validationLoss
  /// `.given`: one a label.
  package var classWeights: [Double] = []
  /// Patience; 0: no early stopping.
  package var earlyStoppingEpochs = 0
  /// Whether a run ends with the weights of its best epoch, not of its last.
  package var restoreBest = true
  package var augmentation = Augmentation()
  /// Written after each epoch; nil: none.
  package var checkpointPath: String?
  /// Decoded pictures kept.
  package var cacheBytes = Self.defaultCacheBytes
  /// Where they are kept in a file; nil: in memory.
  package var cacheFolder: String?

  /// Of the weights' moving average, which is evaluated and published; 0: none.
  package var emaDecay = 0.0
  /// Share of the batches whose pictures are blended in pairs.
  package var mixupProbability = 0.0
  /// The blend's shares are from Beta(alpha, alpha).
  package var mixupAlpha = 0.2
  /// Share of the batches whose pictures get a rectangle of another.
  package var cutmixProbability = 0.0
  /// The areas' shares are from Beta(alpha, alpha); 1: uniform.
  package var cutmixAlpha = 1.0
  /// Every layer learns at this share of the rate of the next one; 1: all alike.
  package var layerDecay = 1.0
  /// The first so many layers of the spec do not learn.
  package var frozenLayers = 0
  /// Whether every class comes equally often in an epoch.
  package var balancedSampling = false

  /// Whether a temperature is fitted on the validation part, if there is one, when the run has ended.
  package var calibrate = true
  /// Share of the validation part that the model shall know then, and answer "unknown" to other kinds of
  /// pictures; 0: it takes all for known.
  package var knownShare = 0.0

  package static let defaultCacheBytes = 1 << 30
  package static let automaticWarmup = -1.0

  /// Epochs of the warm-up.
  var warmup: Double {
    warmupEpochs == Self.automaticWarmup ? Double(epochs) / 10 : warmupEpochs
  }

  package init() {}
}
