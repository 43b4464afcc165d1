import CScanline
import Platform
import Tuning

extension scanline_tuner_options: VersionedStruct {
  static let firstSize = 48
  static var defaults: Self {
    let settings = TunerSettings()
    var options = Self()
    options.strategy = settings.strategy.code
    options.seed = settings.seed
    options.max_trials = UInt32(settings.maxTrials)
    options.max_epochs = UInt32(settings.maxEpochs)
    options.factor = UInt32(settings.factor)
    options.minimize = settings.direction == .minimize ? 1 : 0
    options.max_consecutive_failures = UInt32(settings.maxConsecutiveFailures)
    options.target = .nan
    options.parallel_trials = UInt32(settings.parallelTrials)
    return options
  }
}

extension TunerSettings.Strategy {
  fileprivate var code: scanline_strategy {
    switch self {
    case .random: SCANLINE_STRATEGY_RANDOM
    case .hyperband: SCANLINE_STRATEGY_HYPERBAND
    }
  }
}

extension TunerSettings {
  /// A host's options, copied and checked; NULL gives the defaults.
  init(_ pointer: UnsafePointer<scanline_tuner_options>?) throws {
    self.init()
    let given = try scanline_tuner_options.read(pointer)
    guard let strategy = Strategy.allCases.first(where: { $0.code == given.strategy }) else {
      throw ScanlineError(.invalidArgument, "tuner: strategy \(given.strategy) is unknown")
    }
    self.strategy = strategy
    seed = given.seed
    maxTrials = Int(given.max_trials)
    maxEpochs = Int(given.max_epochs)
    factor = Int(given.factor)
    direction = given.minimize != 0 ? .minimize : .maximize
    maxConsecutiveFailures = Int(given.max_consecutive_failures)
    journalPath = try Borrowed.optionalString(given.journal_path, "journal_path")
    if let text = try Borrowed.optionalString(given.objectives, "objectives") {
      objectives = try Objective.list(text)
    }
    budget.target = given.target.isNaN ? nil : given.target
    budget.maxSeconds = given.max_seconds
    budget.leaseSeconds = given.lease_seconds
    budget.maxTotalEpochs = Int(given.max_total_epochs)
    parallelTrials = Int(given.parallel_trials)
    retrains = given.retrain != 0
    try validate()
  }
}

extension scanline_trial {
  init(_ trial: Trial) {
    self = Self.defaults
    state = trial.state.rawValue
    id = UInt64(trial.id)
    continues = trial.plan.continues.map(Int64.init) ?? -1
    first_epoch = UInt32(clamping: trial.plan.firstEpoch)
    last_epoch = UInt32(clamping: trial.plan.lastEpoch)
    value = trial.value ?? .nan
  }

  /// An answer of `ask` without a trial.
  init(state: scanline_trial_state) {
    self = Self.defaults
    self.state = state
  }
}
