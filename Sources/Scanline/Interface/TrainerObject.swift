import Classifier
import Training

/// A training run that a host holds. The trainer itself lets one call at a time in.
final class TrainerObject: HandleObject {
  static let noun = "trainer"
  let trainer: Trainer

  init(_ trainer: Trainer) { self.trainer = trainer }
}
