import CScanline
import Platform
import Tuning

extension scanline_tuner_options: ReservingStruct {
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
    options.startup_trials = UInt32(settings.options.startupTrials)
    options.confidence = settings.options.confidence
    options.acquisition = settings.options.acquisition.code
    options.prune = settings.options.prunes ? 1 : 0
    options.prune_after_trials = UInt32(settings.options.pruneAfterTrials)
    options.prune_after_epochs = UInt32(settings.options.pruneAfterEpochs)
    options.executions = UInt32(settings.executions)
    options.best_models = UInt32(settings.bestModels)
    return options
  }
}

extension TunerSettings.Strategy {
  fileprivate var code: scanline_strategy {
    switch self {
    case .random: SCANLINE_STRATEGY_RANDOM
    case .hyperband: SCANLINE_STRATEGY_HYPERBAND
    case .bayesian: SCANLINE_STRATEGY_BAYESIAN
    case .tpe: SCANLINE_STRATEGY_TPE
    case .grid: SCANLINE_STRATEGY_GRID
    case .asha: SCANLINE_STRATEGY_ASHA
    case .bohb: SCANLINE_STRATEGY_BOHB
    }
  }
}

extension Acquisition {
  fileprivate var code: scanline_acquisition {
    switch self {
    case .expectedImprovement: SCANLINE_ACQUISITION_EXPECTED_IMPROVEMENT
    case .lowerConfidenceBound: SCANLINE_ACQUISITION_LOWER_CONFIDENCE_BOUND
    }
  }
}

extension StrategyOptions {
  fileprivate init(_ given: scanline_tuner_options) throws {
    self.init()
    guard let acquisition = Acquisition.allCases.first(where: { $0.code == given.acquisition })
    else {
      throw ScanlineError(.invalidArgument, "tuner: acquisition \(given.acquisition) is unknown")
    }
    self.acquisition = acquisition
    startupTrials = Int(given.startup_trials)
    confidence = given.confidence
    prunes = given.prune != 0
    pruneAfterTrials = Int(given.prune_after_trials)
    pruneAfterEpochs = Int(given.prune_after_epochs)
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
      guard given.minimize == 0 || direction == .minimize else {
        throw ScanlineError(
          .invalidArgument,
          "tuner: minimize is \(given.minimize), but the first objective is \(objectives[0].text)")
      }
    }
    budget.target = given.target.isNaN ? nil : given.target
    budget.maxSeconds = given.max_seconds
    budget.leaseSeconds = given.lease_seconds
    budget.maxTotalEpochs = Int(given.max_total_epochs)
    parallelTrials = Int(given.parallel_trials)
    retrains = given.retrain != 0
    executions = Int(given.executions)
    bestModels = Int(given.best_models)
    options = try StrategyOptions(given)
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
    end_epoch = UInt32(clamping: trial.endEpoch)
    value_count = UInt32(trial.values.count)
    withUnsafeMutableBytes(of: &values) {
      $0.copyBytes(from: trial.values.prefix(Objective.limit).withUnsafeBytes(Array.init))
    }
  }

  /// An answer of `ask` without a trial.
  init(state: scanline_trial_state) {
    self = Self.defaults
    self.state = state
  }
}
