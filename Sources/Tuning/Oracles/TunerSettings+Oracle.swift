extension TunerSettings {
  /// The oracle of the strategy.
  /// - Throws: `invalidArgument` for a space that the strategy cannot search.
  func oracle(for space: SearchSpace) throws -> any Oracle {
    let random = RandomSampler(space: space, seed: seed)
    let schedule = HyperbandSchedule(maxEpochs: maxEpochs, factor: factor)
    let startup = options.startupTrials
    switch strategy {
    case .random: return fullRuns(random)
    case .grid: return fullRuns(try GridSampler(space))
    case .bayesian:
      return fullRuns(
        BayesianSampler(
          space, seed: seed, startup: startup, acquisition: options.acquisition,
          confidence: options.confidence))
    case .tpe: return fullRuns(TPESampler(space, seed: seed, startup: startup))
    case .hyperband:
      return Hyperband(sampler: random, cardinality: space.cardinality, schedule: schedule)
    case .bohb:
      let sampler = TPESampler(space, seed: seed, startup: startup, learnsByBudget: true)
      return Hyperband(sampler: sampler, cardinality: space.cardinality, schedule: schedule)
    case .asha:
      return SuccessiveHalving(sampler: random, schedule: schedule, maxTrials: maxTrials)
    }
  }

  private func fullRuns(_ sampler: any Sampler) -> any Oracle {
    let runs = FullRuns(sampler: sampler, epochs: maxEpochs)
    guard options.prunes else { return runs }
    return MedianPruning(
      oracle: runs, afterTrials: options.pruneAfterTrials, afterEpochs: options.pruneAfterEpochs)
  }
}
