import Platform

/// A search space that is put together hyperparameter by hyperparameter, for hosts that write no JSON. What
/// is wrong with one is said at once; what is wrong between them, when the space is asked for.
package final class SpaceBuilder: Sendable {
  private let members = Mutex<[String: JSONValue]>([:], survivesFork: true)

  package init() {}

  /// Numbers from `low` to `high`.
  /// - Parameter step: 0: a continuum.
  /// - Throws: `invalidArgument` naming the key, the value and the limit; also for a key that is there.
  package func addFloat(
    _ key: String, low: Double, high: Double, scale: Scale, step: Double
  ) throws {
    var fields: [String: JSONValue] = [
      "low": .number(low), "high": .number(high), "scale": .string(scale.rawValue),
    ]
    if step != 0 { fields["step"] = .number(step) }
    try add(key, FloatHyperparameter.kind, fields)
  }

  /// Whole numbers from `low` to `high`, both included.
  /// - Parameter step: 0: every one.
  package func addInt(_ key: String, low: Int64, high: Int64, scale: Scale, step: Int64) throws {
    var fields: [String: JSONValue] = [
      "low": .integer(low), "high": .integer(high), "scale": .string(scale.rawValue),
    ]
    if step != 0 { fields["step"] = .integer(step) }
    try add(key, IntHyperparameter.kind, fields)
  }

  /// One of a list.
  /// - Parameter isOrdered: whether neighbours are alike; nil: as for a list in JSON.
  package func addChoice(_ key: String, values: [JSONValue], isOrdered: Bool?) throws {
    var fields: [String: JSONValue] = ["values": .array(values)]
    fields["ordered"] = isOrdered.map { .bool($0) }
    try add(key, ChoiceHyperparameter.kind, fields)
  }

  package func addBoolean(_ key: String) throws { try add(key, BooleanHyperparameter.kind, [:]) }

  package func addFixed(_ key: String, value: JSONValue) throws {
    try add(key, FixedHyperparameter.kind, ["value": value])
  }

  /// Says what a hyperparameter is in the first trials.
  package func setDefaults(_ key: String, to values: [JSONValue]) throws {
    try change(key) { fields in
      fields["default"] = values.count == 1 ? values[0] : nil
      fields["defaults"] = values.count == 1 ? nil : .array(values)
    }
  }

  /// Says with which values of another hyperparameter, the parent, this one is there at all.
  package func setCondition(_ key: String, parent: String, values: [JSONValue]) throws {
    try change(key) { $0["when"] = .object([parent: .array(values)]) }
  }

  /// The space as JSON text, every default written out.
  /// - Throws: `invalidArgument` naming the key whose condition cannot be, or for no hyperparameter at all.
  package func json() throws -> String {
    try JSON.encode(SearchSpace(.object(members.withLock { $0 })).json)
  }

  private func add(_ key: String, _ kind: String, _ fields: [String: JSONValue]) throws {
    var fields = fields
    fields["type"] = .string(kind)
    let member = JSONValue.object(fields)
    _ = try SearchSpace.dimension(key, member)
    try members.withLock { members in
      guard members[key] == nil else {
        throw ScanlineError(.invalidArgument, "search space: \"\(key)\" is there already")
      }
      guard members.count < SearchSpace.keyLimit else {
        throw ScanlineError(
          .invalidArgument,
          "search space: \"\(key)\" is one hyperparameter more than \(SearchSpace.keyLimit)")
      }
      members[key] = member
    }
  }

  private func change(
    _ key: String, _ change: (inout [String: JSONValue]) -> Void
  ) throws {
    try members.withLock { members in
      guard case .object(var fields)? = members[key] else {
        throw ScanlineError(.invalidArgument, "search space: there is no \"\(key)\" yet")
      }
      change(&fields)
      _ = try SearchSpace.dimension(key, .object(fields))
      members[key] = .object(fields)
    }
  }
}
