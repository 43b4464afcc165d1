import Platform

/// The hyperparameters that are searched, by key. Written as JSON: an object with a member for every
/// hyperparameter, whose "type" says its kind, whose "when" says with which value of another one it is
/// there at all, and whose "default" says what it is in the first trial, or "defaults" in each of the first ones.
/// The order of the keys means nothing.
package struct SearchSpace: Sendable, Equatable {
  package static let keyLimit = 1000
  /// Trials with defaults, at most.
  package static let defaultLimit = 100

  private static let kinds: [any Hyperparameter.Type] = [
    IntHyperparameter.self, FloatHyperparameter.self, ChoiceHyperparameter.self,
    BooleanHyperparameter.self, FixedHyperparameter.self,
  ]

  /// One hyperparameter and when it is part of a point.
  package struct Dimension: Sendable {
    package let key: String
    package let parameter: any Hyperparameter
    package internal(set) var condition: Condition?
    /// Its values in the trials that a search begins with; later ones have the last. Empty: any.
    package let defaults: [JSONValue]
    /// The index of the dimension that it depends on.
    package internal(set) var parent: Int?
  }

  /// Sorted by key.
  package let dimensions: [Dimension]
  /// The indices of the dimensions, parents before their children.
  let order: [Int]
  /// The JSON form with every default written out, by key.
  package let json: [String: JSONValue]
  let counter: PointCounter
  /// The number of points; nil for a continuum, or for more points than can be counted.
  package var cardinality: Int? { counter.count }

  /// Reads the JSON text. Errors (`invalidArgument`) name the key, the value and the limit.
  package init(json text: String) throws {
    try self.init(JSON.decodeDocument(JSONValue.self, from: text, what: "search space"))
  }

  package init(_ value: JSONValue) throws {
    guard case .object(let members) = value else {
      throw ScanlineError(.invalidArgument, "search space: not a JSON object")
    }
    guard (1...Self.keyLimit).contains(members.count) else {
      throw ScanlineError(
        .invalidArgument,
        "search space: \(members.count) hyperparameters; from 1 to \(Self.keyLimit) are allowed")
    }
    var dimensions = try members.keys.sorted().map { key in
      try Self.dimension(key, members[key] ?? .null)
    }
    try Self.connect(&dimensions)
    self.dimensions = dimensions
    order = try Self.order(dimensions)
    json = Dictionary(
      uniqueKeysWithValues: dimensions.map { dimension in
        var fields = dimension.parameter.json
        fields["type"] = .string(type(of: dimension.parameter).kind)
        fields["when"] = dimension.condition?.json
        switch dimension.defaults.count {
        case 0: break
        case 1: fields["default"] = dimension.defaults[0]
        default: fields["defaults"] = .array(dimension.defaults)
        }
        return (dimension.key, JSONValue.object(fields).normalised)
      })
    counter = PointCounter(dimensions, order: order)
  }

  /// Reads one hyperparameter. Errors (`invalidArgument`) name the key, the value and the limit.
  static func dimension(_ key: String, _ value: JSONValue) throws -> Dimension {
    let subject = "search space: \"\(key)\""
    guard !key.isEmpty else {
      throw ScanlineError(.invalidArgument, "search space: a key is empty")
    }
    guard case .object(let fields) = value else {
      throw ScanlineError(
        .invalidArgument, "\(subject) is \(value.text), not an object with a \"type\"")
    }
    let type = fields["type"]
    for kind in kinds where type == .string(kind.kind) {
      let parameter = try kind.init(
        HyperparameterFields(key: key, fields: fields, allowed: kind.fieldNames, kind: kind.kind))
      return Dimension(
        key: key, parameter: parameter,
        condition: try fields["when"].map { try Condition($0, of: key) },
        defaults: try defaults(fields, of: key, parameter))
    }
    let known = kinds.map { $0.kind }.joined(separator: ", ")
    let found = type.map { "is \($0.text)" } ?? "is missing"
    throw ScanlineError(
      .invalidArgument, "\(subject): \"type\" \(found), it must be one of \(known)")
  }

  private static func defaults(
    _ fields: [String: JSONValue], of key: String, _ parameter: any Hyperparameter
  ) throws -> [JSONValue] {
    let subject = "search space: \"\(key)\""
    var values = fields["default"].map { [$0] } ?? []
    var place = "\"default\" is"
    if let list = fields["defaults"] {
      guard values.isEmpty else {
        throw ScanlineError(.invalidArgument, "\(subject) has \"default\" and \"defaults\"")
      }
      guard case .array(let given) = list, (1...defaultLimit).contains(given.count) else {
        throw ScanlineError(
          .invalidArgument,
          "\(subject): \"defaults\" is \(list.text), not a list of 1 to \(defaultLimit) values")
      }
      (values, place) = (given, "\"defaults\" has")
    }
    return try values.map { value in
      let value = value.normalised
      guard parameter.stretch(of: value) != nil else {
        throw ScanlineError(
          .invalidArgument,
          "\(subject): \(place) \(value.text), which the hyperparameter never is")
      }
      return parameter.canonical(value)
    }
  }

  /// Finds every condition's parent and checks that it can be what is asked of it.
  private static func connect(_ dimensions: inout [Dimension]) throws {
    for index in dimensions.indices {
      let key = dimensions[index].key
      guard let condition = dimensions[index].condition else { continue }
      guard let parent = dimensions.firstIndex(where: { $0.key == condition.parent }) else {
        throw Condition.error(
          key, "\"when\" depends on \"\(condition.parent)\", which the space does not have")
      }
      dimensions[index].condition = try condition.checked(dimensions[parent].parameter, of: key)
      dimensions[index].parent = parent
    }
  }

  private static func order(_ dimensions: [Dimension]) throws -> [Int] {
    var order: [Int] = []
    var isPlaced = [Bool](repeating: false, count: dimensions.count)
    while order.count < dimensions.count {
      let next = dimensions.indices.filter { index in
        !isPlaced[index] && dimensions[index].parent.map { isPlaced[$0] } ?? true
      }
      guard !next.isEmpty else {
        let key = dimensions.indices.first { !isPlaced[$0] }.map { dimensions[$0].key } ?? ""
        throw Condition.error(key, "\"when\" depends on itself in the end")
      }
      for index in next { isPlaced[index] = true }
      order += next
    }
    return order
  }

  /// The keys, sorted.
  package var keys: [String] { dimensions.map(\.key) }

  package static func == (left: Self, right: Self) -> Bool { left.json == right.json }
}
