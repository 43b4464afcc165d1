/// Where in the space fresh trials are tried. The oracles say for how many epochs.
///
/// A sampler keeps no state, as an oracle does not.
package protocol Sampler: Sendable {
  /// A point that is not in `taken`, or nil when there is none left.
  func point(
    after history: History, avoiding taken: Set<Hyperparameters>
  ) throws -> Hyperparameters?
}
