import Platform

/// What can happen in a search. One line of the journal each.
package enum JournalEvent: Equatable, Sendable {
  /// What the library's own runs start from (data, model, training settings), before the first of them.
  case setup([String: JSONValue])
  /// A host wants this point tried next, after those that it has named before.
  case enqueued(Hyperparameters)
  /// A trial was handed out.
  case trial(id: Int, plan: TrialPlan)
  /// A trial that a host had run before: its plan and its values.
  case added(id: Int, plan: TrialPlan, values: [Double])
  /// A running trial's intermediate value; NaN for one that is not finite.
  case report(id: Int, epoch: Int, value: Double)
  /// One value for every objective, and the last epoch that was run; nil where that was not said.
  case completed(id: Int, values: [Double], endEpoch: Int?)
  case failed(id: Int, message: String)
  /// Who ran the trial gave it back, unfinished.
  case released(id: Int)
  /// A running trial that nobody ran any more was handed out again.
  case resumed(id: Int)

  /// Whether a trial has a new holder from here on.
  var handsOut: Bool {
    switch self {
    case .trial, .resumed: true
    default: false
    }
  }
}

extension JournalEvent: Codable {
  private enum Kind: String, Codable {
    case setup, enqueued, trial, added, report, completed, failed, released, resumed
  }

  private enum CodingKeys: String, CodingKey {
    case event, id, epoch, value, values, message, setup, hyperparameters
    case endEpoch = "end_epoch"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(Kind.self, forKey: .event)
    let id = kind == .setup || kind == .enqueued ? 0 : try container.decode(Int.self, forKey: .id)
    switch kind {
    case .setup:
      self = .setup(
        try container.decode([String: JSONValue].self, forKey: .setup).mapValues(\.normalised))
    case .enqueued:
      self = .enqueued(try container.decode(Hyperparameters.self, forKey: .hyperparameters))
    case .trial:
      self = .trial(id: id, plan: try TrialPlan(from: decoder))
    case .added:
      self = .added(
        id: id, plan: try TrialPlan(from: decoder),
        values: try container.decode([Double].self, forKey: .values))
    case .report:
      self = .report(
        id: id, epoch: try container.decode(Int.self, forKey: .epoch),
        value: try container.decode(Double?.self, forKey: .value) ?? .nan)
    case .completed:
      self = .completed(
        id: id, values: try container.decode([Double].self, forKey: .values),
        endEpoch: try container.decodeIfPresent(Int.self, forKey: .endEpoch))
    case .failed:
      self = .failed(id: id, message: try container.decode(String.self, forKey: .message))
    case .released: self = .released(id: id)
    case .resumed: self = .resumed(id: id)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .setup(let setup):
      try container.encode(Kind.setup, forKey: .event)
      try container.encode(setup, forKey: .setup)
    case .enqueued(let point):
      try container.encode(Kind.enqueued, forKey: .event)
      try container.encode(point, forKey: .hyperparameters)
    case .trial(let id, let plan):
      try container.encode(Kind.trial, forKey: .event)
      try container.encode(id, forKey: .id)
      try plan.encode(to: encoder)
    case .added(let id, let plan, let values):
      try container.encode(Kind.added, forKey: .event)
      try container.encode(id, forKey: .id)
      try plan.encode(to: encoder)
      try container.encode(values, forKey: .values)
    case .report(let id, let epoch, let value):
      try container.encode(Kind.report, forKey: .event)
      try container.encode(id, forKey: .id)
      try container.encode(epoch, forKey: .epoch)
      // JSON has no NaN.
      try container.encode(value.isFinite ? value : nil, forKey: .value)
    case .completed(let id, let values, let endEpoch):
      try container.encode(Kind.completed, forKey: .event)
      try container.encode(id, forKey: .id)
      try container.encode(values, forKey: .values)
      try container.encodeIfPresent(endEpoch, forKey: .endEpoch)
    case .failed(let id, let message):
      try container.encode(Kind.failed, forKey: .event)
      try container.encode(id, forKey: .id)
      try container.encode(message, forKey: .message)
    case .released(let id):
      try container.encode(Kind.released, forKey: .event)
      try container.encode(id, forKey: .id)
    case .resumed(let id):
      try container.encode(Kind.resumed, forKey: .event)
      try container.encode(id, forKey: .id)
    }
  }
}
