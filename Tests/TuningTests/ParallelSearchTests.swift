import Classifier
import Glibc
import Platform
import Testing
import Training
import Tuning

/// The library's own runs with several trials at once, with limits on their time, and after the search.
@Suite struct ParallelSearchTests: @unchecked Sendable {
  private static let space = """
    {
      "units": {"type": "choice", "values": [3, 5]},
      "learning_rate": {"type": "float", "low": 1e-3, "high": 1e-1, "scale": "log"}
    }
    """

  private let photos: PhotoFolder
  private let folder: TemporaryFolder

  init() throws {
    photos = try PhotoFolder()
    folder = try TemporaryFolder()
  }

  private func tuner(
    _ strategy: TunerSettings.Strategy = .random, trials: Int = 6, parallel: Int = 1,
    journal: Bool = false, _ change: (inout TunerSettings) -> Void = { _ in }
  ) throws -> Tuner {
    var settings = TunerSettings(
      strategy, seed: 3, trials: trials,
      journal: journal ? folder.journal : nil)
    settings.direction = .minimize
    settings.parallelTrials = parallel
    change(&settings)
    return try Tuner(space: SearchSpace(json: Self.space), settings: settings)
  }

  private func run(_ tuner: Tuner, onTrial: Tuner.OnTrial? = nil) throws -> Model {
    var settings = TrainingSettings()
    settings.threads = 2
    settings.batchSize = 8
    return try tuner.run(
      on: photos.dataset, spec: PhotoFolder.smallNetwork(), settings: settings, onTrial: onTrial)
  }

  private func bytes(_ model: Model) throws -> [UInt8] {
    try ModelFile.encode(model).withBytes { Array($0) }
  }

  private func results(_ tuner: Tuner) -> [String] {
    tuner.history.trials.map {
      "\($0.plan.hyperparameters.text) \($0.plan.lastEpoch) \($0.values) "
        + "\($0.reports.sorted { $0.key < $1.key })"
    }.sorted()
  }

  @Test(arguments: [TunerSettings.Strategy.random, .hyperband])
  func trialsAtOnceHaveTheResultsOfTrialsInTurn(strategy: TunerSettings.Strategy) throws {
    let trials = strategy == .random ? 6 : 0
    let one = try tuner(strategy, trials: trials)
    _ = try run(one)
    let caller = UInt(pthread_self())
    let three = try tuner(strategy, trials: trials, parallel: 3, journal: true)
    var callers: Set<UInt> = []
    var ended: Set<Int> = []
    let model = try run(three) { trial, record in
      callers.insert(UInt(pthread_self()))
      if record == nil { ended.insert(trial.id) }
      return true
    }
    #expect(results(three) == results(one))
    #expect(three.history.best?.value == one.history.best?.value)
    let evaluation = try Evaluation.run(model, photos.dataset, split: .validation, threads: 1)
    #expect(evaluation.uncalibratedLoss == three.history.best?.value)
    #expect(callers == [caller], "callbacks come on the thread that called")
    #expect(ended == Set(three.history.trials.map(\.id)))
  }

  /// Several processes may train the trials of one search; here two handles do.
  @Test func runsOfTwoHandlesShareASearch() throws {
    let one = try tuner(journal: true)
    let two = try tuner(journal: true)
    let other = Mutex<[UInt8]>([])
    let thread = try Thread { other.withLock { $0 = (try? bytes(run(two))) ?? [] } }
    let model = try run(one)
    thread.join()
    #expect(try bytes(model) == other.withLock { $0 })
    let alone = try tuner()
    _ = try run(alone)
    _ = try one.summary()
    #expect(results(one) == results(alone))
  }

  @Test func aCallbackStopsAllTrials() throws {
    let tuner = try self.tuner(trials: 50, parallel: 3, journal: true) { $0.maxEpochs = 200 }
    let error = scanlineError {
      _ = try run(tuner) { _, record in record?.epoch != 2 }
    }
    #expect(error?.kind == .cancelled)
    #expect(tuner.history.trials.count <= 4)
    #expect(tuner.history.trials.allSatisfy { $0.state == .running })
    // All were given back.
    guard
      case .trial(let trial) = try self.tuner(trials: 50, journal: true, { $0.maxEpochs = 200 })
        .ask()
    else {
      Issue.record("no trial")
      return
    }
    #expect(trial.id == 0)
  }

  @Test func timeEndsTrialsWithWhatTheyHave() throws {
    let tuner = try self.tuner(trials: 1000, parallel: 2) {
      $0.maxEpochs = 100_000
      $0.budget.maxSeconds = 1.5
    }
    let model = try run(tuner)
    let best = try #require(tuner.history.best)
    #expect(best.reports.count < 100_000)
    #expect(best.reports.values.min() == best.value)
    let evaluation = try Evaluation.run(model, photos.dataset, split: .validation, threads: 1)
    #expect(evaluation.uncalibratedLoss == best.value)
    #expect(try tuner.isFinished)
  }

  @Test func aTargetEndsTheRun() throws {
    let tuner = try self.tuner(trials: 50, parallel: 2) { $0.budget.target = 100 }
    _ = try run(tuner)
    #expect(tuner.history.trials.count <= 2)
    #expect(tuner.history.trials.allSatisfy { $0.reports.count == 1 })
  }

  @Test func measuresSeveralObjectives() throws {
    let tuner = try self.tuner(trials: 4) {
      $0.objectives = [
        Objective(metric: "validation_loss", .minimize),
        Objective(metric: "validation_accuracy", .maximize),
        Objective(metric: "latency_ms", .minimize), Objective(metric: "model_bytes", .minimize),
        Objective(metric: "parameters", .minimize),
        Objective(metric: "multiply_adds", .minimize),
      ]
    }
    let model = try run(tuner)
    let best = try #require(tuner.history.best)
    let evaluation = try Evaluation.run(model, photos.dataset, split: .validation, threads: 1)
    #expect(Array(best.values[..<2]) == [evaluation.uncalibratedLoss, evaluation.accuracy])
    #expect(best.values[2] > 0)
    #expect(best.values[3] > 4 * best.values[4])
    // Networks of one shape are equal in size, whatever the digits of their history.
    for (one, other) in zip(tuner.history.trials, tuner.history.trials.dropFirst()) {
      #expect((one.values[3] == other.values[3]) == (one.values[4] == other.values[4]))
    }
    #expect(best.values[4] == Double(model.network.parameterCount))
    #expect(best.values[5] == Double(model.network.multiplyAdds))
    #expect(tuner.history.paretoFront.contains { $0.id == best.id })
    guard case .object(let summary) = model.summary, case .object(let tuning)? = summary["tuning"],
      case .array(let history)? = tuning["history"]
    else {
      Issue.record("no account of the search")
      return
    }
    #expect(history.count == 4)
  }

  @Test(arguments: [
    "maximize:training_accuracy", "minimize:training_loss", "minimize:calibration_error",
  ])
  func goesByAnyFigureOfAnEpoch(text: String) throws {
    let objectives = try Objective.list(text)
    let tuner = try self.tuner(trials: 3) { $0.objectives = objectives }
    _ = try run(tuner)
    let best = try #require(tuner.history.best)
    let isMaximized = objectives[0].direction == .maximize
    for trial in tuner.history.trials {
      let reports = trial.reports.values
      #expect(trial.value == (isMaximized ? reports.max() : reports.min()))
    }
    let values = tuner.history.trials.compactMap(\.value)
    #expect(best.value == (isMaximized ? values.max() : values.min()))
  }

  @Test(arguments: [
    ("minimize:latency_ms", "by which no epoch"), ("maximize:colour", "unknown metric \"colour\""),
    ("minimize:validation_accuracy", "asks for the worst"),
    ("minimize:training_accuracy", "asks for the worst"),
    ("maximize:calibration_error", "asks for the worst"),
    ("maximize:validation_accuracy,minimize:colour", "unknown metric \"colour\""),
  ])
  func refusesObjectivesThatARunCannotHave(text: String, words: String) throws {
    let objectives = try Objective.list(text)
    let tuner = try self.tuner { $0.objectives = objectives }
    let error = scanlineError { _ = try run(tuner) }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    #expect(tuner.history.trials.isEmpty)
  }

  @Test func retrainsTheWinnerOnAllPictures() throws {
    let plain = try self.tuner(trials: 2)
    let retrained = try self.tuner(trials: 2) { $0.retrains = true }
    let model = try run(plain)
    let again = try run(retrained)
    #expect(results(plain) == results(retrained))
    #expect(again.spec == model.spec)
    guard case .object(let summary) = again.summary, case .object(let data)? = summary["dataset"],
      case .object(let first) = model.summary
    else {
      Issue.record("no summary")
      return
    }
    #expect(data["training"] == .integer(Int64(photos.dataset.sampleCount)))
    #expect(data["validation"] == .integer(0))
    #expect(summary["epochs_run"] == first["best_epoch"])
    #expect(summary["hyperparameters"] == first["hyperparameters"])
  }

  /// Later executions are heard of, too, so that no lease gives their trial away.
  @Test func everyExecutionSaysThatItIsAtWork() throws {
    let tuner = try self.tuner(trials: 1, journal: true) { $0.executions = 3 }
    _ = try run(tuner)
    let reports = String(decoding: try folder.read("journal.jsonl"), as: UTF8.self)
      .split(separator: "\n").filter { $0.contains(#""event":"report""#) }
    #expect(reports.count == 3 * 4)
    let once = try self.tuner(trials: 1)
    _ = try run(once)
    #expect(tuner.history.trials[0].reports == once.history.trials[0].reports)
    #expect(tuner.history.best?.value != once.history.best?.value)
  }

  @Test func cancelIsSeenDuringAnEpoch() throws {
    let tuner = try self.tuner(trials: 3, parallel: 2) { $0.maxEpochs = 100_000 }
    let thread = try Thread {
      usleep(300_000)
      tuner.cancellation.raise()
    }
    let error = scanlineError { _ = try run(tuner) }
    thread.join()
    #expect(error?.kind == .cancelled)
  }
}
