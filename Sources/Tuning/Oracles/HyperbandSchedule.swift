import Glibc

/// Hyperband's arithmetic as KerasTuner has it: how many trials of how many epochs in each round of
/// each bracket. Bracket b has rounds 0 ... b; the highest bracket comes first and begins with the
/// most trials of the fewest epochs.
package struct HyperbandSchedule: Sendable {
  /// R: a trial's epochs at most.
  package let maxEpochs: Int
  /// f: a round keeps about one trial in f and gives it f times the epochs.
  package let factor: Int

  package init(maxEpochs: Int, factor: Int) {
    self.maxEpochs = maxEpochs
    self.factor = factor
  }

  /// The number of R / f^k, k = 0, 1, ..., that are at least 1.
  package var bracketCount: Int {
    var count = 0
    var epochs = Double(maxEpochs)
    while epochs >= 1 {
      epochs /= Double(factor)
      count += 1
    }
    return count
  }

  /// Trials in a round: ceil(E / (b + 1) * f^(b - i)) with E = ceil(1 + log_f R).
  package func size(bracket: Int, round: Int) -> Int {
    let ends = (1 + log(Double(maxEpochs)) / log(Double(factor))).rounded(.up)
    return Int((ends / Double(bracket + 1) * power(bracket - round)).rounded(.up))
  }

  /// Epochs that a trial of a round has run at its end, those it continues from included:
  /// ceil(R / f^(b - i)).
  package func epochs(bracket: Int, round: Int) -> Int {
    Int((Double(maxEpochs) / power(bracket - round)).rounded(.up))
  }

  private func power(_ exponent: Int) -> Double { pow(Double(factor), Double(exponent)) }
}
