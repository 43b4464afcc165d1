import Tuning

/// A search that a host holds.
final class TunerObject: HandleObject {
  static let noun = "tuner"
  let tuner: Tuner
  /// For `run`, which is exclusive; ask, report and tell are not.
  let exclusive = Exclusive()

  init(_ tuner: Tuner) { self.tuner = tuner }
}
