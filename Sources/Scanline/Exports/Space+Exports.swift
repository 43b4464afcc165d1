import CScanline
import Classifier
import Platform
import Training
import Tuning

// MARK: - Search spaces

/// Makes a search space without hyperparameters, to be filled by the calls below and handed to
/// scanline_tuner_create() as the text of scanline_space_get_json(). docs/tuning.md says what the kinds,
/// scales and conditions mean.
///
/// - space: [out] the handle; end it with scanline_space_free().
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_space_create")
public func scanline_space_create(
  _ space: UnsafeMutablePointer<SpaceHandle?>?
) -> scanline_status {
  guarded { try Borrowed.output(space, "space").pointee = try HandleTable.insert(SpaceObject()) }
}

/// Adds a hyperparameter with numbers from low to high.
///
/// - space: [in] any space.
/// - key: [in] its name, not one that is there already.
/// - low: the least value; above 0 on scales other than SCANLINE_SCALE_LINEAR.
/// - high: the largest value.
/// - scale: SCANLINE_SCALE_*.
/// - step: 0: a continuum; else only low, low + step ... are taken (a factor on SCANLINE_SCALE_LOG).
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (the message names key, value and limit).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_space_add_float")
public func scanline_space_add_float(
  _ space: SpaceHandle?, _ key: UnsafePointer<CChar>?, _ low: Double, _ high: Double,
  _ scale: scanline_scale, _ step: Double
) -> scanline_status {
  guarded {
    let key = try Borrowed.string(key, "key")
    try builder(space).addFloat(
      key, low: low, high: high, scale: try Scale(scale, of: key), step: step)
  }
}

/// Adds a hyperparameter with whole numbers from low to high, both included.
///
/// - space: [in] any space.
/// - key: [in] its name, not one that is there already.
/// - low: the least value; at least 1 on scales other than SCANLINE_SCALE_LINEAR.
/// - high: the largest value; both within 2^53.
/// - scale: SCANLINE_SCALE_*.
/// - step: 0: every number; else only low, low + step ... are taken (a factor on SCANLINE_SCALE_LOG).
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (the message names key, value and limit).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_space_add_int")
public func scanline_space_add_int(
  _ space: SpaceHandle?, _ key: UnsafePointer<CChar>?, _ low: Int64, _ high: Int64,
  _ scale: scanline_scale, _ step: Int64
) -> scanline_status {
  guarded {
    let key = try Borrowed.string(key, "key")
    try builder(space).addInt(
      key, low: low, high: high, scale: try Scale(scale, of: key), step: step)
  }
}

/// Adds a hyperparameter that is one of a list of values.
///
/// - space: [in] any space.
/// - key: [in] its name, not one that is there already.
/// - values: [in] count different values; copied.
/// - count: 1 to 10 000.
/// - ordered: 1: neighbours in the list are alike, for strategies that learn; 0: they are not; -1: they are
///   when all are numbers.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (the message names key, value and limit).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_space_add_choice")
public func scanline_space_add_choice(
  _ space: SpaceHandle?, _ key: UnsafePointer<CChar>?, _ values: UnsafePointer<scanline_value>?,
  _ count: Int, _ ordered: Int32
) -> scanline_status {
  guarded {
    let key = try Borrowed.string(key, "key")
    guard (-1...1).contains(ordered) else {
      throw ScanlineError(
        .invalidArgument, "search space: \"\(key)\": ordered is \(ordered), not -1, 0 or 1")
    }
    try builder(space).addChoice(
      key,
      values: try JSONValue.list(values, count, of: key, limit: ChoiceHyperparameter.valueLimit),
      isOrdered: ordered < 0 ? nil : ordered != 0)
  }
}

/// Adds a hyperparameter that is true or false.
///
/// - space: [in] any space.
/// - key: [in] its name, not one that is there already.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_space_add_boolean")
public func scanline_space_add_boolean(
  _ space: SpaceHandle?, _ key: UnsafePointer<CChar>?
) -> scanline_status {
  guarded { try builder(space).addBoolean(try Borrowed.string(key, "key")) }
}

/// Adds a hyperparameter that has the same value in every trial.
///
/// - space: [in] any space.
/// - key: [in] its name, not one that is there already.
/// - value: [in] copied.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_space_add_fixed")
public func scanline_space_add_fixed(
  _ space: SpaceHandle?, _ key: UnsafePointer<CChar>?, _ value: UnsafePointer<scanline_value>?
) -> scanline_status {
  guarded {
    let key = try Borrowed.string(key, "key")
    try builder(space).addFixed(key, value: try JSONValue(value, of: key))
  }
}

/// Says what a hyperparameter is in the search's first trial.
///
/// - space: [in] any space.
/// - key: [in] of a hyperparameter that was added before.
/// - value: [in] one that it can have; copied.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (the message names key and value).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_space_set_default")
public func scanline_space_set_default(
  _ space: SpaceHandle?, _ key: UnsafePointer<CChar>?, _ value: UnsafePointer<scanline_value>?
) -> scanline_status {
  guarded {
    let key = try Borrowed.string(key, "key")
    try builder(space).setDefaults(key, to: [try JSONValue(value, of: key)])
  }
}

/// Says what a hyperparameter is in each of the search's first trials, when there is more than one point to
/// begin with.
///
/// - space: [in] any space.
/// - key: [in] of a hyperparameter that was added before.
/// - values: [in] count of the values that it can have; copied. Where another hyperparameter has more of them,
///   the last one holds for the trials after.
/// - count: 1 to 100.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (the message names key and value).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_space_set_defaults")
public func scanline_space_set_defaults(
  _ space: SpaceHandle?, _ key: UnsafePointer<CChar>?, _ values: UnsafePointer<scanline_value>?,
  _ count: Int
) -> scanline_status {
  guarded {
    let key = try Borrowed.string(key, "key")
    try builder(space).setDefaults(
      key, to: try JSONValue.list(values, count, of: key, limit: SearchSpace.defaultLimit))
  }
}

/// Says that a hyperparameter is part of a point only with some values of another one, its parent.
///
/// - space: [in] any space.
/// - key: [in] of a hyperparameter that was added before.
/// - parent: [in] another one's key, added by the time of scanline_space_get_json().
/// - values: [in] count of the parent's values; copied.
/// - count: 1 to 10 000.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_space_set_condition")
public func scanline_space_set_condition(
  _ space: SpaceHandle?, _ key: UnsafePointer<CChar>?, _ parent: UnsafePointer<CChar>?,
  _ values: UnsafePointer<scanline_value>?, _ count: Int
) -> scanline_status {
  guarded {
    let key = try Borrowed.string(key, "key")
    try builder(space).setCondition(
      key, parent: try Borrowed.string(parent, "parent"),
      values: try JSONValue.list(values, count, of: key, limit: ChoiceHyperparameter.valueLimit))
  }
}

/// The space as JSON, for scanline_tuner_create().
///
/// - space: [in] with at least one hyperparameter.
/// - json: [out] the text, ended by 0; NULL asks for the size only.
/// - capacity: size of json in bytes.
/// - needed: [out] bytes needed, the final 0 included; may be NULL when json is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_INVALID_ARGUMENT (a
///   condition that cannot be; the message names the key).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_space_get_json")
public func scanline_space_get_json(
  _ space: SpaceHandle?, _ json: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let text = try builder(space).json()
    try Borrowed.copy(text, to: json, capacity: capacity, needed: needed, "json")
  }
}

/// The space that is searched when none is named: network, optimiser, augmentation and preprocessing. What
/// was set by hand is left out; the first trial of a search is the recipe "photos".
///
/// - spec_json: [in] the model spec that is to be tuned; NULL: the network is chosen, too.
/// - train: [in] what differs from the defaults is not searched; NULL: the defaults.
/// - json: [out] the text, ended by 0; NULL asks for the size only.
/// - capacity: size of json in bytes.
/// - needed: [out] bytes needed, the final 0 included; may be NULL when json is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_default_space")
public func scanline_tuner_default_space(
  _ spec_json: UnsafePointer<CChar>?, _ train: UnsafePointer<scanline_train_options>?,
  _ json: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let spec = try Borrowed.optionalString(spec_json, "spec_json").map { try ModelSpec(json: $0) }
    let space = try SearchSpace.standard(for: spec, training: try TrainingSettings(train))
    try Borrowed.copy(
      try JSON.encode(space.json), to: json, capacity: capacity, needed: needed, "json")
  }
}

/// Ends a handle. NULL, freed and foreign handles are left alone.
///
/// - Threading: any thread; a call that uses the space at that moment ends well. Since 1.0.
@_cdecl("scanline_space_free")
public func scanline_space_free(_ space: SpaceHandle?) {
  HandleTable.remove(space, as: SpaceObject.self)
}

private func builder(_ space: SpaceHandle?) throws -> SpaceBuilder {
  try HandleTable.object(space, as: SpaceObject.self).builder
}
