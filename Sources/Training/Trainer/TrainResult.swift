/// How a run ended (`scanline_train_result`).
package struct TrainResult: Equatable, Sendable {
  /// Raw values as in `scanline_types.h`.
  package enum StopReason: Int32, Sendable {
    case finished = 0
    case early = 1

    var name: String { self == .finished ? "finished" : "early_stopping" }
  }

  /// In all, those before a resume included.
  package let epochsRun: Int
  /// From 1.
  package let bestEpoch: Int
  package let stopReason: StopReason
  /// Of the monitored figure.
  package let bestValue: Double
  /// Of the last epoch.
  package let trainingLoss: Double
  package let trainingAccuracy: Double
  /// Of the epoch whose weights were kept; nil without a validation part.
  package let validationLoss: Double?
  package let validationAccuracy: Double?
  package let seconds: Double
  /// Of the weights that were kept; nil without one.
  package let calibration: Calibration?
}
