import Classifier
import Curation
import Imaging
import Platform

/// Which pictures are held out: a model's summary keeps it, so that it is measured by those it has not been trained on.
extension DatasetOptions {
  /// As part of a model's summary; the keys are those of `scanline_dataset_options`.
  var splitSummary: JSONValue {
    .object([
      "validation_share": .number(validationShare),
      // JSON's integers have a sign.
      "seed": Int64(exactly: seed).map(JSONValue.integer) ?? .string("\(seed)"),
      "policy": .string(keep.policy.name),
      "salvage_share": .number(keep.salvageShare),
      "refused_quality": .integer(Int64(keep.refusedQuality.rawValue)),
      "group_duplicates": .string(grouping.name),
      "duplicate_distance": .integer(Int64(duplicateDistance)),
      "drop_label_conflicts": .bool(dropsConflicts),
    ])
  }

  /// Takes over what decided which pictures a model was trained on.
  /// - Returns: false, and nothing is taken over, when its summary does not tell.
  package mutating func takeSplit(of model: Model) -> Bool {
    guard case .object(let summary) = model.summary, case .object(let data) = summary["dataset"],
      case .object(let fields) = data["split"], let share = fields["validation_share"]?.double
    else { return false }
    var result = self
    result.validationShare = share
    switch fields["seed"] {
    case .integer(let value): result.seed = UInt64(clamping: value)
    case .string(let text): result.seed = UInt64(text) ?? 0
    default: result.seed = 0
    }
    var rule = KeepRule()
    if case .string(let name) = fields["policy"] {
      rule.policy = KeepPolicy.allCases.first { $0.name == name } ?? rule.policy
    }
    rule.salvageShare = fields["salvage_share"]?.double ?? rule.salvageShare
    if case .integer(let bits) = fields["refused_quality"] {
      rule.refusedQuality = ImageQuality.Flags(rawValue: UInt32(truncatingIfNeeded: bits))
    }
    result.keep = rule
    if case .string(let name) = fields["group_duplicates"] {
      result.grouping = DuplicateGrouping.allCases.first { $0.name == name } ?? .exact
    }
    if case .integer(let bits) = fields["duplicate_distance"] {
      result.duplicateDistance = Int(bits)
    }
    result.dropsConflicts = fields["drop_label_conflicts"] == .bool(true)
    // A model file may say anything.
    guard (try? result.validate()) != nil else { return false }
    self = result
    return true
  }

  /// Where these options hold out other pictures than a model's training did: "validation_share is 0.2 (0.1 in training)".
  func differences(fromTrainingOf model: Model) -> [String] {
    var theirs = self
    guard theirs.takeSplit(of: model) else { return [] }
    var found: [String] = []
    func compare<Value: Equatable>(_ name: String, _ value: (DatasetOptions) -> Value) {
      let (own, other) = (value(self), value(theirs))
      if own != other { found.append("\(name) is \(own) (\(other) in training)") }
    }
    compare("validation_share", \.validationShare)
    compare("seed", \.seed)
    compare("policy", \.keep.policy.name)
    if keep.policy == .salvage { compare("salvage_share", \.keep.salvageShare) }
    compare("refused_quality", \.keep.refusedQuality.rawValue)
    compare("group_duplicates", \.grouping.name)
    if grouping == .near { compare("duplicate_distance", \.duplicateDistance) }
    compare("drop_label_conflicts", \.dropsConflicts)
    return found
  }
}

extension Dataset {
  /// Warns when the validation part may hold pictures that the model was trained on.
  func warnOfOtherSplit(than model: Model) {
    let differences = options.differences(fromTrainingOf: model)
    guard !differences.isEmpty else { return }
    Log.write(
      .warning,
      "\(source): \(differences.joined(separator: ", ")): the model may have been trained on "
        + "pictures of this validation part")
  }
}
