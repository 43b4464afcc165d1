import Platform

/// When a hyperparameter is part of a point: `"when": {"optimizer": ["sgd"]}`.
///
/// Its parent must be part of the point, too, so that conditions can be chained.
package struct Condition: Equatable, Sendable {
  /// The key that it depends on.
  package let parent: String
  /// The parent's values with which the hyperparameter is there.
  package let values: [JSONValue]

  private init(parent: String, values: [JSONValue]) {
    self.parent = parent
    self.values = values
  }

  /// Reads the "when" of the hyperparameter `key`: an object with one member, the parent's value or a list
  /// of values.
  init(_ json: JSONValue, of key: String) throws {
    guard case .object(let members) = json, members.count == 1, let member = members.first else {
      throw Self.error(
        key, "\"when\" is \(json.text), not an object with one member, the key it depends on")
    }
    parent = member.key
    guard case .array(let list) = member.value.normalised else {
      values = [member.value.normalised]
      return
    }
    guard !list.isEmpty else {
      throw Self.error(key, "\"when\" names no value of \"\(parent)\"")
    }
    values = list
  }

  /// The condition with the values as the parent has them.
  /// - Throws: `invalidArgument` when the parent does not have one of them.
  func checked(_ parameter: any Hyperparameter, of key: String) throws -> Condition {
    guard parameter.count != nil else {
      throw Self.error(key, "\"when\" depends on \"\(parent)\", which is a continuum")
    }
    for value in values where parameter.index(of: value) == nil {
      throw Self.error(key, "\"when\" asks for \(value.text), which \"\(parent)\" never is")
    }
    return Condition(parent: parent, values: values.map(parameter.canonical))
  }

  static func error(_ key: String, _ message: String) -> ScanlineError {
    ScanlineError(.invalidArgument, "search space: \"\(key)\": \(message)")
  }

  var json: JSONValue { .object([parent: .array(values)]) }
}
