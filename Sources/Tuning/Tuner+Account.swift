import Platform

extension Tuner {
  /// What a model's file says of the search that it won: the strategy, the objectives with the winner's
  /// values, and the first objective's value of every trial, null for those without one.
  func account(of winner: Trial, in history: History) -> [String: JSONValue] {
    [
      "strategy": .string(settings.strategy.rawValue),
      "trial": .integer(Int64(winner.id)),
      "trials": .integer(Int64(history.trials.count)),
      "value": winner.value.map { .number($0) } ?? .null,
      "objectives": .array(settings.objectives.map { .string($0.text) }),
      "values": .array(winner.values.map { .number($0) }),
      "history": .array(history.trials.map { $0.value.map { .number($0) } ?? .null }),
    ]
  }
}
