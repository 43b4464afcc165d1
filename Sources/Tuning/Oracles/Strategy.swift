extension TunerSettings {
  /// How a search chooses its trials. The names stand in journals.
  package enum Strategy: String, Codable, CaseIterable, Sendable {
    case random, hyperband, grid, bayesian, tpe, asha, bohb

    /// Whether trials go on from one another's checkpoints, for more epochs each time.
    var hasRounds: Bool {
      switch self {
      case .hyperband, .asha, .bohb: true
      case .random, .grid, .bayesian, .tpe: false
      }
    }

    /// Whether the search ends by itself, though the space be a continuum.
    var isFinite: Bool {
      switch self {
      case .hyperband, .grid, .bohb: true
      case .random, .bayesian, .tpe, .asha: false
      }
    }

    /// Whether trials are chosen by what earlier ones gave.
    var learns: Bool {
      switch self {
      case .bayesian, .tpe, .bohb: true
      case .random, .hyperband, .grid, .asha: false
      }
    }
  }
}
