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
  /// Cosine: length of the linear warm-up.
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
  /// Decoded pictures kept in memory.
  package var cacheBytes = Self.defaultCacheBytes

  package static let defaultCacheBytes = 1 << 30

  package init() {}
}
