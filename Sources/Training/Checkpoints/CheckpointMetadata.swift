import Classifier
import Platform

/// The part of a checkpoint that is not numbers: JSON texts in the safetensors metadata.
struct CheckpointMetadata {
  static let version = 1

  let spec: ModelSpec
  let labels: [String]
  let inference: InferenceSettings
  let settings: TrainingSettings
  let progress: TrainingProgress
  let history: [EpochRecord]
  let dataset: JSONValue
  let step: Int

  private enum Key {
    static let format = "format"
    static let version = "scanline.checkpoint_version"
    static let spec = "scanline.spec"
    static let labels = "scanline.labels"
    static let inference = "scanline.inference"
    static let settings = "scanline.settings"
    static let progress = "scanline.progress"
    static let history = "scanline.history"
    static let dataset = "scanline.dataset"
    static let step = "scanline.step"
  }
  private static let format = "scanline-checkpoint"

  /// The texts to write.
  func encoded() throws -> [String: String] {
    [
      Key.format: Self.format,
      Key.version: "\(Self.version)",
      Key.spec: try JSON.encode(spec),
      Key.labels: try JSON.encode(labels),
      Key.inference: try JSON.encode(inference),
      Key.settings: try JSON.encode(settings),
      Key.progress: try JSON.encode(progress),
      Key.history: try JSON.encode(history),
      Key.dataset: try JSON.encode(dataset),
      Key.step: "\(step)",
    ]
  }

  init(_ trainer: Trainer) {
    spec = trainer.model.spec
    labels = trainer.model.labels
    inference = trainer.model.inference
    settings = trainer.settings
    progress = trainer.progress
    history = trainer.history
    dataset = trainer.datasetSummary ?? .null
    step = trainer.state.step
  }

  /// - Throws: `corruptModel` or `versionMismatch`, naming `name` and what is wrong.
  init(_ texts: [String: String], name: String) throws {
    guard texts[Key.format] == Self.format else {
      throw ScanlineError(.corruptModel, "\(name): not a Scanline checkpoint")
    }
    func text(_ key: String) throws -> String {
      guard let text = texts[key] else {
        throw ScanlineError(.corruptModel, "\(name): metadata \"\(key)\" is missing")
      }
      return text
    }
    func number(_ key: String) throws -> Int {
      // Far from where counting on would overflow.
      guard let number = Int(try text(key)), 0...1 << 53 ~= number else {
        throw ScanlineError(.corruptModel, "\(name): metadata \"\(key)\" is not a count")
      }
      return number
    }
    func value<Value: Decodable>(_ type: Value.Type, _ key: String) throws -> Value {
      try JSON.decode(type, from: text(key), what: "\(name): \(key)", kind: .corruptModel)
    }
    let version = try number(Key.version)
    guard version <= Self.version else {
      throw ScanlineError(
        .versionMismatch,
        "\(name): checkpoint version \(version); this library reads up to \(Self.version)")
    }
    spec = try value(ModelSpec.self, Key.spec)
    labels = try value([String].self, Key.labels)
    inference = try value(InferenceSettings.self, Key.inference)
    settings = try value(TrainingSettings.self, Key.settings)
    progress = try value(TrainingProgress.self, Key.progress)
    history = try value([EpochRecord].self, Key.history)
    dataset = try value(JSONValue.self, Key.dataset)
    step = try number(Key.step)
    try inference.validate(spec.input)
    try settings.validate(labelCount: labels.count)
    guard progress.isConsistent(settings: settings, historyCount: history.count) else {
      throw ScanlineError(
        .corruptModel,
        "\(name): its progress (epoch \(progress.epoch), batch \(progress.batch)) contradicts its "
          + "settings (\(settings.epochs) epochs) or its history (\(history.count) epochs)")
    }
  }
}
