import Classifier
import Compute
import Curation
import Imaging
import Platform
import Testing

@testable import Training

@Suite struct FitTests {
  private func weights(
    _ bench: Workbench, _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws -> [UInt32] {
    var settings = Workbench.settings
    change(&settings)
    let model = try Workbench.model()
    _ = try Trainer(model: model, settings: settings).fit(bench.dataset)
    return Workbench.bits(model.weights)
  }

  @Test func learnsWhatIsEasy() throws {
    let bench = try Workbench(count: 16)
    var settings = Workbench.settings
    settings.epochs = 25
    settings.augmentation = Augmentation()
    let model = try Workbench.model()
    let trainer = try Trainer(model: model, settings: settings)
    let result = try trainer.fit(bench.dataset)
    #expect(result.epochsRun == 25 && result.stopReason == .finished)
    #expect(try #require(result.validationAccuracy) > 0.8)
    let history = try trainer.epochs()
    #expect(history[24].trainingLoss < 0.6 * history[0].trainingLoss)
    // The published weights are those of the best epoch, and evaluate to what the history says.
    let evaluation = try Evaluation.run(model, bench.dataset, split: .validation, threads: 1)
    #expect(evaluation.uncalibratedLoss == history[result.bestEpoch - 1].validationLoss)
    #expect(evaluation.confusion.matrix == history[result.bestEpoch - 1].confusion)
  }

  @Test func threadsDoNotChangeTheBits() throws {
    let bench = try Workbench()
    let one = try weights(bench)
    for threads in [2, 3] {
      #expect(try weights(bench) { $0.threads = threads } == one)
    }
  }

  @Test func theCacheDoesNotChangeTheBits() throws {
    let bench = try Workbench()
    let one = try weights(bench)
    #expect(try weights(bench) { $0.cacheBytes = 0 } == one)
    #expect(try weights(bench) { $0.cacheBytes = 5000 } == one)
  }

  @Test func aCacheOnTheDiskDoesNotChangeTheBitsAndLeavesNothing() throws {
    let bench = try Workbench()
    let one = try weights(bench)
    let folder = try TemporaryFolder()
    for limit in [1 << 30, 5000] {
      let bits = try weights(bench) {
        $0.cacheFolder = folder.path
        $0.cacheBytes = limit
      }
      #expect(bits == one)
    }
    #expect(try FileSystem.names(in: folder.path).isEmpty)
  }

  @Test func aCacheFolderThatIsNotThereIsAnError() throws {
    let bench = try Workbench()
    let error = #expect(throws: ScanlineError.self) {
      try weights(bench) { $0.cacheFolder = "\(bench.folder.path)/nothere" }
    }
    #expect(error?.kind == .io && error?.message.contains("nothere") == true)
  }

  @Test func theSeedDoes() throws {
    let bench = try Workbench()
    #expect(try weights(bench) { $0.seed = 6 } != weights(bench))
  }

  @Test func manyShardsAreSummedInWaves() throws {
    // 200 samples in one batch are 32 shards: two waves, on one thread and on two.
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a", "b"], count: 100)
    var options = DatasetOptions()
    options.validationShare = 0
    let dataset = try Dataset.open(folder: folder.path, options: options)
    func run(_ threads: Int) throws -> [UInt32] {
      var settings = Workbench.settings
      settings.threads = threads
      settings.epochs = 2
      settings.batchSize = 200
      let model = try Workbench.model(labels: ["a", "b"])
      _ = try Trainer(model: model, settings: settings).fit(dataset)
      return Workbench.bits(model.weights)
    }
    #expect(try run(1) == run(2))
  }

  @Test func callbacksSeeTheWholeRun() throws {
    let bench = try Workbench()
    var settings = Workbench.settings
    settings.epochs = 2
    let trainer = try Trainer(model: Workbench.model(), settings: settings)
    var batches: [BatchProgress] = []
    var epochs: [EpochRecord] = []
    _ = try trainer.fit(
      bench.dataset,
      onBatch: {
        batches.append($0)
        return true
      },
      onEpoch: {
        epochs.append($0)
        return true
      })
    #expect(batches.map(\.samplesDone) == [10, 20, 27, 10, 20, 27])
    #expect(batches.map(\.epoch) == [1, 1, 1, 2, 2, 2])
    #expect(batches[5].meanLoss == epochs[1].trainingLoss)
    #expect(epochs.map(\.epoch) == [1, 2] && epochs[0].isBest)
    #expect(epochs[0].confusion?.reduce(0, +) == 9 && epochs[0].recall?.count == 3)
    #expect(try trainer.epochs() == epochs)
    #expect(try trainer.stepCount() == 6)
  }

  @Test func earlyStoppingKeepsTheBestWeights() throws {
    let bench = try Workbench()
    var settings = Workbench.settings
    settings.epochs = 40
    settings.learningRate = 0.2
    settings.earlyStoppingEpochs = 2
    var snapshots: [[UInt32]] = []
    let model = try Workbench.model()
    let trainer = try Trainer(model: model, settings: settings)
    let result = try trainer.fit(bench.dataset) { _ in
      true
    } onEpoch: { _ in
      snapshots.append(Workbench.bits(trainer.state.weights))
      return true
    }
    #expect(result.stopReason == .early && result.epochsRun == result.bestEpoch + 2)
    #expect(result.epochsRun < 40)
    let losses = try trainer.epochs().compactMap(\.validationLoss)
    #expect(losses[result.bestEpoch - 1] == losses.min() && result.bestValue == losses.min())
    #expect(Workbench.bits(model.weights) == snapshots[result.bestEpoch - 1])
    #expect(result.validationLoss == losses.min())

    settings.restoreBest = false
    let last = try Workbench.model()
    let lastTrainer = try Trainer(model: last, settings: settings)
    _ = try lastTrainer.fit(bench.dataset)
    #expect(Workbench.bits(last.weights) == snapshots.last)
  }

  /// The schedule goes through all epochs: a cosine to nothing has no last update.
  @Test func everyUpdateHasItsPlaceInTheSchedule() throws {
    let bench = try Workbench()
    var settings = Workbench.settings
    (settings.epochs, settings.optimizer, settings.schedule) = (2, .sgd, .cosine)
    settings.finalLearningRateShare = 0
    let trainer = try Trainer(model: Workbench.model(), settings: settings)
    var weights = [Workbench.bits(trainer.state.weights)]
    _ = try trainer.fit(bench.dataset) { _ in
      weights.append(Workbench.bits(trainer.state.weights))
      return true
    }
    #expect(weights.count == 7 && weights[6] == weights[5])
    #expect(zip(weights, weights.dropFirst().prefix(5)).allSatisfy { $0 != $1 })
  }

  @Test(arguments: Monitor.allCases)
  func theMonitorDecidesWhichEpochIsBest(monitor: Monitor) throws {
    let bench = try Workbench()
    var settings = Workbench.settings
    settings.epochs = 8
    settings.learningRate = 0.1
    settings.monitor = monitor
    let trainer = try Trainer(model: Workbench.model(), settings: settings)
    let result = try trainer.fit(bench.dataset)
    let epochs = try trainer.epochs()
    let figures = epochs.map {
      switch monitor {
      case .validationLoss: -($0.validationLoss ?? .infinity)
      case .validationAccuracy: $0.validationAccuracy ?? 0
      case .trainingLoss: -$0.trainingLoss
      case .trainingAccuracy: $0.trainingAccuracy
      case .calibrationError: -($0.calibrationError ?? .infinity)
      }
    }
    let best = try #require(figures.max())
    #expect(abs(result.bestValue) == abs(best))
    #expect(result.bestEpoch == (figures.firstIndex(of: best) ?? 0) + 1)
    #expect(result.validationLoss == epochs[result.bestEpoch - 1].validationLoss)
  }

  @Test func withoutAValidationPartTheTrainingLossIsFollowed() throws {
    let bench = try Workbench(validationShare: 0)
    let trainer = try Trainer(model: Workbench.model(), settings: Workbench.settings)
    let result = try trainer.fit(bench.dataset)
    #expect(result.validationLoss == nil && result.validationAccuracy == nil)
    let losses = try trainer.epochs().map(\.trainingLoss)
    #expect(result.bestValue == losses.min())
    #expect(try trainer.historyJSON().contains("\"training_loss\""))
  }

  @Test func aFileThatTurnsBadIsSkipped() throws {
    let bench = try Workbench()
    let bad = Int(bench.dataset.samples(in: .training)[3])
    let path = bench.dataset.path(of: bad)
    let name = String(path.dropFirst(bench.folder.path.count + 1))
    try bench.folder.write("now something else".utf8, to: name)
    let one = try weights(bench)
    #expect(try weights(bench) { $0.threads = 2 } == one)
    let model = try Workbench.model()
    _ = try Trainer(model: model, settings: Workbench.settings).fit(bench.dataset)
    guard case .object(let summary) = model.summary, case .object(let data) = summary["dataset"]
    else {
      Issue.record("no summary")
      return
    }
    #expect(data["failed_later"] == .integer(1) && data["training"] == .integer(27))
  }

  @Test func theSummaryHoldsNoTimesAndNoPaths() throws {
    let bench = try Workbench()
    func summary(_ threads: Int) throws -> JSONValue {
      var settings = Workbench.settings
      settings.threads = threads
      settings.epochs = 2
      settings.checkpointPath = "\(bench.folder.path)/run\(threads)"
      let model = try Workbench.model()
      _ = try Trainer(model: model, settings: settings).fit(bench.dataset)
      return model.summary
    }
    let one = try summary(1)
    #expect(try one == summary(2))
    guard case .object(let fields) = one else { return }
    #expect(fields["epochs_run"] == .integer(2) && fields["steps"] == .integer(6))
  }

  private func split(of model: Model) -> JSONValue? {
    var options = DatasetOptions()
    return options.takeSplit(of: model) ? options.splitSummary : nil
  }

  /// Pictures of a validation part with another seed were trained on: the log tells.
  @Test func theModelKeepsHowItsPicturesWereSplit() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: Workbench.labels, count: 8)
    var options = DatasetOptions()
    (options.threads, options.validationShare, options.seed) = (1, 0.25, .max - 1)
    (options.grouping, options.duplicateDistance, options.keep) = (
      .near, 3, KeepRule(.strict, salvageShare: 0.5)
    )
    options.keep.refusedQuality = .dark
    let dataset = try Dataset.open(folder: folder.path, options: options)
    var settings = Workbench.settings
    settings.epochs = 1
    let fresh = try Workbench.model()
    #expect(split(of: fresh) == nil)
    _ = try Trainer(model: fresh, settings: settings).fit(dataset)
    let model = try ModelFile.decode(ModelFile.encode(fresh), name: "m")
    #expect(split(of: model) == options.splitSummary)
    #expect(options.differences(fromTrainingOf: model).isEmpty)
    options.seed = 4
    options.keep.policy = .salvage
    #expect(
      options.differences(fromTrainingOf: model)
        == ["seed is 4 (\(UInt64.max - 1) in training)", "policy is salvage (strict in training)"])
    // What another split says is not this data set's.
    let folds = try Trainer(model: Workbench.model(), settings: settings)
    _ = try folds.fit(dataset, split: SampleSplit(of: dataset))
    #expect(split(of: folds.model) == nil)
  }

  @Test func labelsAreMatchedByName() throws {
    let bench = try Workbench()
    var settings = Workbench.settings
    settings.epochs = 2
    func run(_ labels: [String]) throws -> EpochRecord {
      let model = try Workbench.model().adapted(to: labels)
      let trainer = try Trainer(model: model, settings: settings)
      _ = try trainer.fit(bench.dataset)
      let evaluation = try Evaluation.run(model, bench.dataset, split: .validation, threads: 1)
      #expect(evaluation.accuracy == (try trainer.epochs()[1].validationAccuracy))
      return try trainer.epochs()[1]
    }
    let (one, other) = (try run(Workbench.labels), try run(["half", "across", "down"]))
    #expect(abs(one.trainingLoss - other.trainingLoss) < 1e-4)
    #expect(one.trainingAccuracy == other.trainingAccuracy)
  }

  @Test func dataThatAreNotTheModelsAreRefused() throws {
    let bench = try Workbench(count: 4)
    let other = try Trainer(
      model: Workbench.model(labels: ["across", "up", "half"]), settings: Workbench.settings)
    let name = scanlineError { _ = try other.fit(bench.dataset) }
    #expect(name?.message.contains("label \"down\" is none of the model's: \"across\"") == true)
    let more = try Workbench.model(labels: ["across", "down", "half", "up"])
    let lacking = try Trainer(model: more, settings: Workbench.settings)
    for run in [
      { _ = try lacking.fit(bench.dataset) },
      { _ = try lacking.preview(bench.dataset, epoch: 1, batch: 0) },
      {
        _ = try CrossValidation.run(
          more, bench.dataset, settings: Workbench.settings, foldCount: 2)
      },
    ] as [() throws -> Void] {
      let missing = scanlineError { try run() }
      #expect(missing?.kind == .invalidArgument)
      #expect(missing?.message.contains("no pictures of \"up\"") == true)
    }
    let trainer = try Trainer(model: Workbench.model(), settings: Workbench.settings)
    _ = try trainer.fit(bench.dataset, lastEpoch: 1)
    let changed = scanlineError { _ = try trainer.fit(Workbench(count: 5).dataset) }
    #expect(changed?.message.contains("not the data that this run began with") == true)
    let epoch = scanlineError { _ = try trainer.fit(bench.dataset, lastEpoch: 5) }
    #expect(epoch?.message == "last epoch 5 is not in 1 to 4")
  }
}
