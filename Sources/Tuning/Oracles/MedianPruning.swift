/// Stops trials that do worse than half of the others did: after an epoch, when a trial's best value so far
/// is worse than the median of what the others had reached by then. (The median stopping rule of Golovin
/// et al., "Google Vizier: A Service for Black-Box Optimization", KDD 2017.)
package struct MedianPruning: Oracle {
  let oracle: any Oracle
  /// Other trials that must have come as far.
  let afterTrials: Int
  /// No trial is stopped before it has run so many epochs.
  let afterEpochs: Int

  package func propose(after history: History) throws -> Proposal {
    try oracle.propose(after: history)
  }

  package func continuable(in history: History) -> Set<Int> { oracle.continuable(in: history) }

  package func shouldStop(_ trial: Trial, after epoch: Int, in history: History) -> Bool {
    if oracle.shouldStop(trial, after: epoch, in: history) { return true }
    guard epoch > afterEpochs, epoch < trial.plan.lastEpoch,
      let own = best(of: trial, upTo: epoch, history.direction)
    else { return false }
    var others: [Double] = []
    for other in history.trials where other.id != trial.id && other.reports[epoch] != nil {
      if let value = best(of: other, upTo: epoch, history.direction) { others.append(value) }
    }
    guard others.count >= afterTrials else { return false }
    others.sort { history.direction.isBetter($0, than: $1) }
    let middle = others.count / 2
    let median =
      others.count % 2 == 1 ? others[middle] : others[middle - 1] / 2 + others[middle] / 2
    return history.direction.isBetter(median, than: own)
  }

  /// The best report of a trial up to an epoch; nil when none of them is finite.
  private func best(of trial: Trial, upTo epoch: Int, _ direction: Direction) -> Double? {
    let values = trial.reports.lazy.filter { $0.key <= epoch && $0.value.isFinite }.map(\.value)
    return direction == .maximize ? values.max() : values.min()
  }
}
