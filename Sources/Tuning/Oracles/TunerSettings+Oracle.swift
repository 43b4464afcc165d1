extension TunerSettings {
  /// The oracle of the strategy.
  /// - Throws: `invalidArgument` for a space that the strategy cannot search.
  func oracle(for space: SearchSpace) throws -> any Oracle {
    let random = RandomSampler(space: space, seed: seed)
    let schedule = HyperbandSchedule(maxEpochs: maxEpochs, factor: factor)
    let startup = options.startupTrials
    let starts = try space.initialPoints(seed: seed)
    func hyperband(_ sampler: any Sampler) -> Hyperband {
      Hyperband(
        sampler: sampler, cardinality: space.cardinality, schedule: schedule, starts: starts,
        repeats: budget.isLimited)
    }
    switch strategy {
    case .random: return fullRuns(random, starts)
    // A grid comes to all points in its own order.
    case .grid: return fullRuns(try GridSampler(space), [])
    case .bayesian:
      return fullRuns(
        BayesianSampler(
          space, seed: seed, startup: startup, acquisition: options.acquisition,
          confidence: options.confidence), starts)
    case .tpe: return fullRuns(TPESampler(space, seed: seed, startup: startup), starts)
    case .hyperband: return hyperband(random)
    case .bohb:
      return hyperband(TPESampler(space, seed: seed, startup: startup, learnsByBudget: true))
    case .asha:
      return SuccessiveHalving(
        sampler: random, schedule: schedule, starts: starts, maxTrials: maxTrials)
    }
  }

  private func fullRuns(_ sampler: any Sampler, _ starts: [Hyperparameters]) -> any Oracle {
    let runs = FullRuns(sampler: sampler, epochs: maxEpochs, starts: starts)
    guard options.prunes else { return runs }
    return MedianPruning(
      oracle: runs, afterTrials: options.pruneAfterTrials, afterEpochs: options.pruneAfterEpochs)
  }
}
