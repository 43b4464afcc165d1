import CScanline
import Training

extension scanline_fold {
  init(_ result: FoldResult) {
    self.init()
    struct_size = UInt32(MemoryLayout<Self>.size)
    fold = UInt32(clamping: result.fold)
    epochs_run = UInt32(clamping: result.epochsRun)
    best_epoch = UInt32(clamping: result.bestEpoch)
    training_count = UInt64(clamping: result.trainingCount)
    validation_count = UInt64(clamping: result.validationCount)
    loss = result.loss
    accuracy = result.accuracy
    seconds = result.seconds
  }
}

extension scanline_cross_validation: VersionedStruct {
  static let firstSize = 48
  static var defaults: Self { Self() }

  init(_ result: CrossValidation) {
    self = Self.defaults
    folds = UInt32(clamping: result.folds.count)
    sample_count = result.folds.reduce(0) { $0 + UInt64(clamping: $1.validationCount) }
    mean_accuracy = result.meanAccuracy
    accuracy_deviation = result.accuracyDeviation
    mean_loss = result.meanLoss
    loss_deviation = result.lossDeviation
  }
}
