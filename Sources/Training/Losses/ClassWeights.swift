import Platform

/// The weights of the classes in the loss.
enum ClassWeights {
  /// - Parameter counts: training samples of each class; nil when batches come from the host.
  /// - Returns: one a class; empty when all are 1.
  static func weights(_ settings: TrainingSettings, counts: [Int]?) throws -> [Float] {
    switch settings.classWeighting {
    case .none: return []
    case .given: return settings.classWeights.map { Float($0) }
    case .balanced:
      guard let counts else {
        throw ScanlineError(
          .invalidArgument,
          "class_weighting \"balanced\" counts the samples of a dataset; give class_weights instead"
        )
      }
      return balanced(counts)
    }
  }

  /// samples / (classes * samples of the class), as in scikit-learn.
  static func balanced(_ counts: [Int]) -> [Float] {
    let total = Double(counts.reduce(0, +))
    return counts.map { $0 == 0 ? 0 : Float(total / (Double(counts.count) * Double($0))) }
  }
}
