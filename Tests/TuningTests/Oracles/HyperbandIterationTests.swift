import Testing

@testable import Tuning

/// Hyperband with a budget goes through its brackets until that is used up.
@Suite struct HyperbandIterationTests {
  private func settings(_ strategy: TunerSettings.Strategy, epochs: Int) -> TunerSettings {
    var settings = TunerSettings(strategy, seed: 2, epochs: 9, factor: 3)
    settings.budget.maxTotalEpochs = epochs
    return settings
  }

  @Test(arguments: [TunerSettings.Strategy.hyperband, .bohb])
  func beginsItsBracketsAgain(strategy: TunerSettings.Strategy) throws {
    let one = try SyntheticSearch.runAll(
      Tuner(
        space: SyntheticSearch.space(),
        settings: TunerSettings(strategy, seed: 2, epochs: 9, factor: 3)))
    let epochs = one.reduce(0) { $0 + $1.plan.lastEpoch - $1.plan.firstEpoch }
    let tuner = try Tuner(
      space: SyntheticSearch.space(), settings: settings(strategy, epochs: 3 * epochs))
    let trials = try SyntheticSearch.runAll(tuner)
    #expect(trials.count == 3 * one.count)
    #expect(trials.prefix(one.count).map(\.plan) == one.map(\.plan))
    for iteration in 0..<3 {
      let part = trials[iteration * one.count..<(iteration + 1) * one.count]
      #expect(part.allSatisfy { $0.plan.iteration == (iteration > 0 ? iteration : nil) })
      #expect(part.map(\.plan.lastEpoch) == one.map(\.plan.lastEpoch))
    }
    #expect(tuner.history.epochCount == 3 * epochs)
    let fresh = trials.filter { $0.plan.continues == nil }
    #expect(Set(fresh.map(\.plan.hyperparameters)).count == fresh.count)
  }

  @Test(arguments: [2, 5])
  func workersGoOnIntoTheNextIteration(workers: Int) throws {
    let tuner = try Tuner(
      space: SyntheticSearch.space(), settings: settings(.hyperband, epochs: 200))
    try SyntheticSearch.runParallel(tuner, workers: workers)
    #expect(tuner.history.epochCount > 200 - 9 && tuner.history.epochCount <= 200)
    #expect(tuner.history.trials.allSatisfy { $0.state == .completed })
  }

  /// A space that is used up ends the search, and no point is begun twice after the first iteration.
  @Test func endsWithASmallSpace() throws {
    let space = try SearchSpace(json: #"{"units": {"type": "int", "low": 1, "high": 30}}"#)
    let tuner = try Tuner(space: space, settings: settings(.hyperband, epochs: 100_000))
    let trials = try SyntheticSearch.runAll(tuner)
    let fresh = trials.filter { $0.plan.continues == nil }
    #expect(fresh.count == 30 && Set(fresh.map(\.plan.hyperparameters)).count == 30)
    #expect(try tuner.isFinished)
    // The last bracket that could be filled in part is halved all the same.
    let last = trials.compactMap(\.plan.iteration).max()
    #expect(trials.contains { $0.plan.iteration == last && $0.plan.continues != nil })
  }

  // MARK: - Several objectives

  private func completed(_ values: [[Double]]) -> History {
    var history = History(objectives: [
      Objective(metric: "good", .maximize), Objective(metric: "cost", .minimize),
    ])
    for (id, values) in values.enumerated() {
      let point = try? Hyperparameters(["id": .integer(Int64(id))])
      guard let point else { continue }
      history.apply(.trial(id: id, plan: TrialPlan(hyperparameters: point, lastEpoch: 1)))
      history.apply(.completed(id: id, values: values, endEpoch: nil))
    }
    return history
  }

  @Test func ranksByFrontsAndThenByTheFirstObjective() {
    // Fronts: {1, 3, 0}, {4, 2}, {5}.
    let history = completed([[0.5, 1], [0.9, 9], [0.4, 2], [0.7, 4], [0.6, 5], [0.3, 9]])
    #expect(history.ranked(history.trials).map(\.id) == [1, 3, 0, 4, 2, 5])
    #expect(history.ranked(history.trials.reversed()).map(\.id) == [1, 3, 0, 4, 2, 5])
  }

  /// Of trials that are equal in the first objective the further ones decide.
  @Test func nothingDominatesTheBest() {
    let history = completed([[0.9, 9], [0.9, 4], [0.9, 4], [0.8, 1], [0.9, 5]])
    #expect(history.best?.id == 1)
    #expect(history.paretoFront.map(\.id) == [1, 2, 3])
    #expect(history.ranked(history.trials).map(\.id) == [1, 2, 3, 4, 0])
  }

  @Test(arguments: [TunerSettings.Strategy.hyperband, .asha, .bohb])
  func theFrontGoesOn(strategy: TunerSettings.Strategy) throws {
    var settings = TunerSettings(strategy, seed: 1, trials: 40, epochs: 9, factor: 3)
    settings.objectives = [
      Objective(metric: "good", .maximize), Objective(metric: "cost", .minimize),
    ]
    let tuner = try Tuner(space: SyntheticSearch.space(), settings: settings)
    func values(_ trial: Trial) -> [Double] {
      let units = trial.plan.hyperparameters.values["units"]?.double ?? 0
      return [
        SyntheticSearch.value(trial.plan.hyperparameters, epoch: trial.plan.lastEpoch), units,
      ]
    }
    while case .trial(let trial) = try tuner.ask() {
      // What is asked for must still have its checkpoint.
      if let parent = trial.plan.continues {
        #expect(tuner.history.trials[parent].state == .completed)
      }
      try tuner.tell(trial: trial.id, values: values(trial))
    }
    let history = tuner.history
    let survivors = history.trials.filter { $0.plan.continues != nil }
    #expect(survivors.count >= 4)
    for trial in survivors {
      let parent = history.trials[trial.plan.continues ?? 0]
      let peers = history.trials[..<trial.id].filter {
        $0.plan.round == parent.plan.round && $0.plan.bracket == parent.plan.bracket
          && $0.plan.continues == nil && $0.state == .completed
      }
      // Nobody who was left behind beats it in both.
      let continued = Set(survivors.compactMap(\.plan.continues))
      #expect(
        peers.allSatisfy {
          continued.contains($0.id)
            || !ParetoFronts.dominates(history.losses($0), history.losses(parent))
        })
    }
  }

  /// A checkpoint that a later proposal continues from was never given up before.
  @Test(arguments: [TunerSettings.Strategy.hyperband, .asha])
  func nothingThatGoesOnWasGivenUp(strategy: TunerSettings.Strategy) throws {
    var settings = settings(strategy, epochs: 300)
    settings.objectives = [
      Objective(metric: "good", .maximize), Objective(metric: "cost", .minimize),
    ]
    let tuner = try Tuner(space: SyntheticSearch.space(), settings: settings)
    var kept: Set<Int> = []
    var given: Set<Int> = []
    var running: [Trial] = []
    var step = 0
    while true {
      step += 1
      if running.count < 3, case .trial(let trial) = try tuner.ask() {
        if let parent = trial.plan.continues { #expect(!given.contains(parent)) }
        running.append(trial)
        continue
      }
      guard !running.isEmpty else { break }
      let trial = running.remove(at: step % running.count)
      let point = trial.plan.hyperparameters
      try tuner.tell(
        trial: trial.id,
        values: [
          SyntheticSearch.value(point, epoch: trial.plan.lastEpoch),
          abs((point.values["drop"]?.double ?? 0) - 0.1 * Double(trial.id % 7)),
        ])
      let now = tuner.oracle.continuable(in: tuner.history)
      given.formUnion(kept.subtracting(now))
      kept = now
    }
    #expect(tuner.history.trials.count > 30)
  }
}
