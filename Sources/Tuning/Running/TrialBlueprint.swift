import Classifier
import Imaging
import Platform
import Recurrent
import Training

/// What the trials of a search have in common: the model and the training settings that their
/// hyperparameters change.
///
/// Hyperparameters are named as in the training settings' JSON, with a dot into the augmentation
/// ("augmentation.rotation"); "augment": false turns all augmentation off; the model's are those
/// of `NetworkSpec.hyperparameterKeys` and `InputSpec.hyperparameterKeys`.
struct TrialBlueprint {
  let model: ModelSpec
  let training: TrainingSettings
  /// One an objective; trials are monitored and reported by the first.
  let figures: [TrialFigure]
  /// Times that a trial is trained.
  private let executions: Int

  /// What a search decides itself, or what would not change a result.
  private static let fixedKeys: Set<TrainingSettings.CodingKeys> = [
    .threads, .seed, .epochs, .monitor, .restoreBest, .classWeights, .augmentation,
    .checkpointPath, .cacheBytes, .cacheFolder,
  ]
  private static let augmentationPrefix = "augmentation."
  private static let augmentKey = "augment"

  /// - Throws: `invalidArgument` for training settings out of range.
  init(model: ModelSpec, training: TrainingSettings, search: TunerSettings) throws {
    try training.validate()
    self.model = model
    executions = search.executions
    figures = try search.objectives.map(TrialFigure.of)
    var training = training
    // A trial is the beginning of a run of all the epochs: a survivor goes on as if it had never
    // stopped, and so its schedule must be planned for all of them.
    training.epochs = search.maxEpochs
    training.monitor = try TrialFigure.monitor(for: search.objectives[0])
    training.restoreBest = true
    training.checkpointPath = nil
    training.warmupEpochs = min(training.warmupEpochs, Double(search.maxEpochs))
    self.training = training
  }

  private static let modelKeys = NetworkSpec.hyperparameterKeys + InputSpec.hyperparameterKeys

  /// Every key that a space may have.
  static var knownKeys: [String] {
    modelKeys + [augmentKey]
      + TrainingSettings.CodingKeys.allCases.filter { !fixedKeys.contains($0) }.map(\.rawValue)
      + Augmentation.CodingKeys.allCases.map { augmentationPrefix + $0.rawValue }
  }

  /// Throws `invalidArgument` for a key that training does not know, or for values that no trial can
  /// have, before anything runs.
  func check(_ space: SearchSpace, labelCount: Int) throws {
    let known = Self.knownKeys
    for key in space.keys where !known.contains(key) {
      throw ScanlineError(
        .invalidArgument,
        "search space: unknown hyperparameter \"\(key)\" (known: \(known.joined(separator: ", ")))")
    }
    if space.keys.contains("preset"), try model.network != ModelSpec(json: nil).network {
      throw ScanlineError(
        .invalidArgument,
        "hyperparameter \"preset\" would replace the network that was handed in; search a space without "
          + "it, or hand in no network")
    }
    for point in try space.diagonal(count: 16) {
      let (model, _) = try configuration(of: point)
      do {
        _ = try Network(spec: model.network, input: model.grid, classCount: labelCount)
      } catch let error as ScanlineError where error.kind == .invalidArgument {
        throw error.about("hyperparameters \(point.text)")
      } catch is ScanlineError {
        // Too large for this machine at the far corner of the space: such trials fail, others need not.
      }
    }
  }

  /// Says which training options have no effect, as the space has them, too.
  func warnOfUnused(_ space: SearchSpace) throws {
    func fields(_ settings: TrainingSettings) throws -> [String: JSONValue] {
      try JSON.decode([String: JSONValue].self, from: JSON.encode(settings), what: "settings")
    }
    let (own, defaults) = (try fields(training), try fields(TrainingSettings()))
    let unused = space.dimensions.filter {
      $0.condition == nil && own[$0.key] != nil && own[$0.key] != defaults[$0.key]
    }.map(\.key)
    guard !unused.isEmpty else { return }
    Log.write(
      .warning,
      "\(unused.joined(separator: ", ")): set in the training options, but every trial has the search "
        + "space's value")
  }

  /// The model and the settings of a trial.
  /// - Throws: `invalidArgument` naming the hyperparameter, its value and the limit.
  func configuration(of point: Hyperparameters) throws -> (ModelSpec, TrainingSettings) {
    var model = model
    model.network = try model.network.applying(point)
    model.input = try model.input.applying(point)
    return (model, try settings(of: point))
  }

  private func settings(of point: Hyperparameters) throws -> TrainingSettings {
    let what = "hyperparameters"
    var fields = try JSON.decode(
      [String: JSONValue].self, from: JSON.encode(training), what: what)
    var augmentation = try JSON.decode(
      [String: JSONValue].self, from: JSON.encode(training.augmentation), what: what)
    for (key, value) in point.values where !Self.modelKeys.contains(key) {
      if key.hasPrefix(Self.augmentationPrefix) {
        augmentation[String(key.dropFirst(Self.augmentationPrefix.count))] = value
      } else if key != Self.augmentKey {
        fields[key] = value
      }
    }
    switch point.values[Self.augmentKey] {
    case nil, .bool(true): fields["augmentation"] = .object(augmentation)
    case .bool(false): fields["augmentation"] = .object([:])
    case let value?:
      throw ScanlineError(
        .invalidArgument, "hyperparameter \"augment\" is \(value.text), neither true nor false")
    }
    // A JSON number holds no 64-bit seed; these are not the point's to change anyway.
    for key in ["seed", "cache_bytes", "cache_folder"] { fields[key] = nil }
    do {
      var settings = try JSON.decode(
        TrainingSettings.self, from: JSON.encode(fields), what: "training settings")
      settings.seed = training.seed
      settings.cacheBytes = training.cacheBytes
      settings.cacheFolder = training.cacheFolder
      try settings.validate()
      return settings
    } catch let error as ScanlineError {
      throw error.about("\(what) \(point.text)")
    }
  }

  /// What trials start from, for the journal: a search goes on with the same only.
  /// - Parameter dataset: nil leaves it out.
  func setup(_ dataset: Dataset?) throws -> [String: JSONValue] {
    var training = training.withoutMeans
    training.seed = 0
    var setup: [String: JSONValue] = [
      "model": try value(model),
      "training": try value(training),
      "training seed": .string("\(self.training.seed)"),
    ]
    if let dataset { setup["dataset"] = .string(dataset.fingerprint) }
    if executions > 1 { setup["executions"] = .integer(Int64(executions)) }
    return setup.mapValues(\.normalised)
  }

  private func value(_ content: some Encodable) throws -> JSONValue {
    try JSON.decode(JSONValue.self, from: JSON.encode(content), what: "setup")
  }
}
