import Classifier
import Imaging
import Platform
import Recurrent
import Training

extension SearchSpace {
  /// The space for who names none: the whole pipeline, from the size of the pictures to the weight decay,
  /// within ranges that train on small photographs in reasonable time.
  ///
  /// What was set by hand is not searched. The defaults are those of the recipe for photos, so that the first
  /// trial is what training with it gives.
  /// - Parameters:
  ///   - spec: nil to choose the network as well.
  ///   - training: what differs from the defaults stays as it is.
  package static func standard(
    for spec: ModelSpec? = nil, training: TrainingSettings = TrainingSettings()
  ) throws -> SearchSpace {
    let what = "the default space"
    var members = try JSON.decode([String: JSONValue].self, from: pipeline, what: what)
    let network = try network(spec)
    members.merge(network.members) { $1 }

    let settings = try fields(of: training)
    let usual = try fields(of: TrainingSettings())
    let recipe = TrainingRecipe.photos.settings
    for (key, value) in try fields(of: recipe) where members[key] != nil {
      if settings[key] != usual[key] {
        remove(key, from: &members)
      } else {
        _ = set(value, key, &members)
      }
    }
    if training.augmentation != TrainingSettings().augmentation {
      remove("augment", from: &members)
    } else {
      _ = set(.bool(true), "augment", &members)
      for (name, value) in try fields(of: recipe.augmentation) {
        _ = set(value, "augmentation.\(name)", &members)
      }
    }
    if let spec, spec.input != InputSpec() {
      for key in InputSpec.hyperparameterKeys { remove(key, from: &members) }
    }
    // Dropout layers of unlike rates would have to become alike.
    let rate = network.spec.allLayers.dropoutRate
    if rate.map({ !set(short($0), "dropout", &members) }) ?? true {
      remove("dropout", from: &members)
    }
    return try SearchSpace(.object(members))
  }

  /// The part of the space that is the network's, and the network that the search begins with.
  private static func network(
    _ given: ModelSpec?
  ) throws -> (members: [String: JSONValue], spec: NetworkSpec) {
    let what = "the default space"
    guard let given else {
      let spec = try ModelSpec(json: nil).network
      var members = try JSON.decode([String: JSONValue].self, from: presets, what: what)
      if let preset = Preset.allCases.first(where: { $0.network == spec }) {
        _ = set(.string(preset.rawValue), "preset", &members)
      }
      return (members, spec)
    }
    var members = try JSON.decode([String: JSONValue].self, from: widths, what: what)
    if given.network.dropPath.map({ !set(short($0), "drop_path", &members) }) ?? true {
      remove("drop_path", from: &members)
    }
    return (members, given.network)
  }

  private static func fields(of settings: some Encodable) throws -> [String: JSONValue] {
    try JSON.decode([String: JSONValue].self, from: JSON.encode(settings), what: "settings")
  }

  /// Removes a hyperparameter and all that depend on it.
  private static func remove(_ key: String, from members: inout [String: JSONValue]) {
    members[key] = nil
    for (child, member) in members {
      guard case .object(let fields) = member, case .object(let when)? = fields["when"] else {
        continue
      }
      if when[key] != nil { remove(child, from: &members) }
    }
  }

  /// Makes a value the default of a hyperparameter.
  /// - Returns: whether the hyperparameter is there and can have it.
  private static func set(
    _ value: JSONValue, _ key: String, _ members: inout [String: JSONValue]
  ) -> Bool {
    guard case .object(var fields)? = members[key] else { return false }
    fields["default"] = value
    let when = fields.removeValue(forKey: "when")
    guard (try? SearchSpace(.object([key: .object(fields)]))) != nil else { return false }
    fields["when"] = when
    members[key] = .object(fields)
    return true
  }

  /// 0.2, not 0.20000000298.
  private static func short(_ rate: Float) -> JSONValue {
    .number(Double(rate.description) ?? Double(rate))
  }

  /// For a network that is given.
  private static let widths = """
    {
      "width_factor": {"type": "choice", "values": [0.5, 0.75, 1, 1.5], "default": 1},
      "drop_path": {"type": "float", "low": 0, "high": 0.3}
    }
    """

  /// For the choice of a network.
  private static let presets = """
    {
      "preset": {"type": "choice", "values": ["rows", "fast", "base"]},
      "cell": {
        "type": "choice", "values": ["lstm", "gru"], "default": "lstm", "when": {"preset": "rows"}
      },
      "units": {
        "type": "int", "low": 64, "high": 256, "step": 32, "default": 128,
        "when": {"preset": "rows"}
      },
      "layers": {"type": "int", "low": 1, "high": 2, "default": 1, "when": {"preset": "rows"}},
      "bidirectional": {"type": "boolean", "default": false, "when": {"preset": "rows"}},
      "width_factor": {
        "type": "choice", "values": [0.5, 0.75, 1, 1.5], "default": 1,
        "when": {"preset": ["fast", "base"]}
      }
    }
    """

  /// For every network. AdamW comes with what it is at its best with: see "A recipe" in docs/training.md.
  private static let pipeline = """
    {
      "input.size": {"type": "choice", "values": [48, 64, 96], "default": 64},
      "input.fit": {"type": "choice", "values": ["stretch", "crop"], "default": "stretch"},
      "input.normalization": {
        "type": "choice", "values": ["imagenet", "symmetric"], "default": "imagenet"
      },
      "dropout": {"type": "float", "low": 0, "high": 0.5},
      "batch_size": {"type": "choice", "values": [16, 32, 64]},
      "learning_rate": {"type": "float", "low": 3e-4, "high": 1e-2, "scale": "log"},
      "label_smoothing": {"type": "choice", "values": [0, 0.05, 0.1]},
      "optimizer": {"type": "choice", "values": ["adam", "adamw"]},
      "weight_decay": {
        "type": "float", "low": 3e-3, "high": 0.3, "scale": "log", "when": {"optimizer": "adamw"}
      },
      "beta2": {"type": "fixed", "value": 0.99, "when": {"optimizer": "adamw"}},
      "schedule": {"type": "fixed", "value": "cosine", "when": {"optimizer": "adamw"}},
      "warmup_epochs": {"type": "fixed", "value": -1, "when": {"optimizer": "adamw"}},
      "epsilon": {"type": "fixed", "value": 1e-8, "when": {"optimizer": "adamw"}},
      "clip_norm": {"type": "fixed", "value": 1, "when": {"optimizer": "adamw"}},
      "ema_decay": {"type": "choice", "values": [0, 0.99, 0.995], "when": {"optimizer": "adamw"}},
      "augment": {"type": "boolean"},
      "augmentation.horizontal_flip": {
        "type": "choice", "values": [0, 0.5], "when": {"augment": true}
      },
      "augmentation.rotation": {
        "type": "float", "low": 0, "high": 0.1, "when": {"augment": true}
      },
      "augmentation.shear": {"type": "choice", "values": [0, 0.1], "when": {"augment": true}},
      "augmentation.translation": {
        "type": "choice", "values": [0, 0.06], "when": {"augment": true}
      },
      "augmentation.crop_area_min": {
        "type": "float", "low": 0.3, "high": 1, "when": {"augment": true}
      },
      "augmentation.crop_area_max": {"type": "fixed", "value": 1.1, "when": {"augment": true}},
      "augmentation.crop_aspect": {"type": "fixed", "value": 1.33, "when": {"augment": true}},
      "augmentation.border": {"type": "fixed", "value": "edge", "when": {"augment": true}},
      "augmentation.brightness": {
        "type": "float", "low": 0, "high": 0.4, "when": {"augment": true}
      },
      "augmentation.contrast": {
        "type": "float", "low": 0, "high": 0.4, "when": {"augment": true}
      },
      "augmentation.saturation": {
        "type": "float", "low": 0, "high": 0.4, "when": {"augment": true}
      },
      "augmentation.erase_probability": {
        "type": "choice", "values": [0, 0.25], "when": {"augment": true}
      },
      "augmentation.erase_min": {"type": "fixed", "value": 0.15, "when": {"augment": true}},
      "augmentation.erase_max": {"type": "fixed", "value": 0.45, "when": {"augment": true}}
    }
    """
}

extension [LayerSpec] {
  /// The rate that all dropout layers have, 0 without any; nil when they differ.
  fileprivate var dropoutRate: Float? {
    let rates = Set(
      compactMap { layer in
        if case .dropout(let rate, _) = layer { rate } else { nil }
      })
    return rates.count < 2 ? rates.first ?? 0 : nil
  }
}
