import CScanline
import Training

extension EpochRecord {
  /// Lends the record as the C struct, for the length of a callback.
  func withCEpoch<Result>(
    labelCount: Int, _ body: (UnsafePointer<scanline_epoch>) -> Result
  ) -> Result {
    var epoch = scanline_epoch()
    epoch.struct_size = UInt32(MemoryLayout<scanline_epoch>.size)
    epoch.epoch = UInt32(clamping: self.epoch)
    epoch.epochs = UInt32(clamping: epochs)
    epoch.label_count = UInt32(clamping: labelCount)
    epoch.learning_rate = learningRate
    epoch.training_loss = trainingLoss
    epoch.training_accuracy = trainingAccuracy
    epoch.validation_loss = validationLoss ?? .nan
    epoch.validation_accuracy = validationAccuracy ?? .nan
    epoch.seconds = seconds ?? .nan
    epoch.images_per_second = imagesPerSecond ?? .nan
    epoch.is_best = isBest ? 1 : 0
    epoch.calibration_error = calibrationError ?? .nan
    return withOptional(precision) { precision in
      withOptional(recall) { recall in
        withOptional(confusion?.map { UInt64(clamping: $0) }) { confusion in
          epoch.precision = precision
          epoch.recall = recall
          epoch.confusion = confusion
          return withUnsafePointer(to: epoch, body)
        }
      }
    }
  }
}

/// Lends an array's elements, or nil.
private func withOptional<Element, Result>(
  _ array: [Element]?, _ body: (UnsafePointer<Element>?) -> Result
) -> Result {
  guard let array else { return body(nil) }
  return array.withUnsafeBufferPointer { body($0.baseAddress) }
}

extension scanline_train_result {
  init(_ result: TrainResult) {
    self = Self.defaults
    epochs_run = UInt32(clamping: result.epochsRun)
    best_epoch = UInt32(clamping: result.bestEpoch)
    stop_reason = result.stopReason.rawValue
    best_value = result.bestValue
    training_loss = result.trainingLoss
    training_accuracy = result.trainingAccuracy
    temperature = result.calibration.map { Double($0.temperature) } ?? 1
    calibrated_loss = result.calibration?.loss ?? .nan
    calibration_error = result.calibration?.error ?? .nan
    uncalibrated_error = result.calibration?.uncalibratedError ?? .nan
    validation_loss = result.validationLoss ?? .nan
    validation_accuracy = result.validationAccuracy ?? .nan
    seconds = result.seconds
  }
}
