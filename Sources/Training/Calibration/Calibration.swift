import Classifier
import Platform

/// What a model's held-out pictures tell of its answers' worth, and the settings that follow.
package struct Calibration: Equatable, Sendable {
  package let temperature: Float
  /// nil: not asked for.
  package let known: KnownPictures?
  /// Of the held-out pictures, at that temperature and at 1: mean cross-entropy, nats.
  package let loss: Double
  package let uncalibratedLoss: Double
  /// The expected calibration error.
  package let error: Double
  package let uncalibratedError: Double

  /// As part of a model's summary.
  var summary: JSONValue {
    var fields: [String: JSONValue] = [
      "temperature": .number(Double(temperature)), "loss": .number(loss),
      "uncalibrated_loss": .number(uncalibratedLoss), "error": .number(error),
      "uncalibrated_error": .number(uncalibratedError),
    ]
    if let known {
      fields["known_share"] = .number(known.share)
      fields["unknown_threshold"] = .number(Double(known.threshold))
    }
    return .object(fields)
  }

  /// What is to be calibrated.
  package struct Choice: Equatable, Sendable {
    /// Whether a temperature is fitted; else the answers stay at 1.
    package var temperature: Bool
    /// Share of the held-out pictures that shall pass for known; nil: all pictures do.
    package var knownShare: Double?

    package init(temperature: Bool, knownShare: Double?) {
      self.temperature = temperature
      self.knownShare = knownShare
    }
  }
}
