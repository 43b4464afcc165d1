import Platform

/// `scanline_monitor`: the figure that early stopping, the plateau schedule and the best weights look
/// at.
package enum Monitor: Int32, CodedChoice {
  case validationLoss = 0
  case validationAccuracy = 1
  case trainingLoss = 2

  package static var what: String { "monitor" }

  package var name: String {
    switch self {
    case .validationLoss: "validation_loss"
    case .validationAccuracy: "validation_accuracy"
    case .trainingLoss: "training_loss"
    }
  }

  /// Whether `value` is better than `best`; the first value is better than none.
  func isBetter(_ value: Double, than best: Double?) -> Bool {
    guard let best else { return true }
    return self == .validationAccuracy ? value > best : value < best
  }
}
