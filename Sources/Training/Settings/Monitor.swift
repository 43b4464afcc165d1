import Platform

/// `scanline_monitor`: the figure that early stopping, the plateau schedule and the best weights look
/// at.
package enum Monitor: Int32, CodedChoice {
  case validationLoss = 0
  case validationAccuracy = 1
  case trainingLoss = 2
  case trainingAccuracy = 3
  case calibrationError = 4

  package static var what: String { "monitor" }

  package var name: String {
    switch self {
    case .validationLoss: "validation_loss"
    case .validationAccuracy: "validation_accuracy"
    case .trainingLoss: "training_loss"
    case .trainingAccuracy: "training_accuracy"
    case .calibrationError: "calibration_error"
    }
  }

  /// Whether larger values are better.
  package var isMaximized: Bool {
    switch self {
    case .validationAccuracy, .trainingAccuracy: true
    case .validationLoss, .trainingLoss, .calibrationError: false
    }
  }

  /// Whether it is a figure of the training part, of which each of several workers sees its own share.
  var isOfTraining: Bool {
    switch self {
    case .trainingLoss, .trainingAccuracy: true
    case .validationLoss, .validationAccuracy, .calibrationError: false
    }
  }

  /// Whether `value` is better than `best`; the first value is better than none.
  func isBetter(_ value: Double, than best: Double?) -> Bool {
    guard let best else { return true }
    return isMaximized ? value > best : value < best
  }
}
