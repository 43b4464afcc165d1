import Compute
import Platform

/// The hyperparameters that are searched, by key. Written as JSON: an object with a member for every
/// hyperparameter, whose "type" says its kind. The order of the keys means nothing.
package struct SearchSpace: Sendable, Equatable {
  package static let keyLimit = 1000

  private static let kinds: [any Hyperparameter.Type] = [
    IntHyperparameter.self, FloatHyperparameter.self, ChoiceHyperparameter.self,
    BooleanHyperparameter.self, FixedHyperparameter.self,
  ]

  /// Sorted by key: the order in which random numbers are drawn.
  private let dimensions: [(key: String, parameter: any Hyperparameter)]
  /// The JSON form with every default written out, by key.
  package let json: [String: JSONValue]
  /// The number of points; nil for a continuum, or for more points than can be counted.
  package let cardinality: Int?

  /// Reads the JSON text. Errors (`invalidArgument`) name the key, the value and the limit.
  package init(json text: String) throws {
    try self.init(JSON.decode(JSONValue.self, from: text, what: "search space"))
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
    dimensions = try members.keys.sorted().map { key in
      (key, try Self.hyperparameter(key, members[key] ?? .null))
    }
    json = Dictionary(
      uniqueKeysWithValues: dimensions.map { key, parameter in
        let kind = JSONValue.string(type(of: parameter).kind)
        let fields = parameter.json.merging(["type": kind]) { $1 }
        return (key, JSONValue.object(fields).normalised)
      })
    cardinality = dimensions.reduce(1 as Int?) { product, dimension in
      guard let product, let count = dimension.parameter.count else { return nil }
      let (result, overflow) = product.multipliedReportingOverflow(by: count)
      return overflow ? nil : result
    }
  }

  private static func hyperparameter(
    _ key: String, _ value: JSONValue
  ) throws -> any Hyperparameter {
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
      return try kind.init(
        HyperparameterFields(key: key, fields: fields, allowed: kind.fieldNames, kind: kind.kind))
    }
    let known = kinds.map { $0.kind }.joined(separator: ", ")
    let found = type.map { "is \($0.text)" } ?? "is missing"
    throw ScanlineError(
      .invalidArgument, "\(subject): \"type\" \(found), it must be one of \(known)")
  }

  /// The keys, sorted.
  package var keys: [String] { dimensions.map(\.key) }

  package static func == (left: Self, right: Self) -> Bool { left.json == right.json }

  /// A random point; every key takes one number from the stream, in the order of the keys.
  package func sample(_ random: inout RandomStream) throws -> Hyperparameters {
    var values: [String: JSONValue] = [:]
    for (key, parameter) in dimensions {
      values[key] = parameter.value(at: random.uniformDouble())
    }
    return try Hyperparameters(values)
  }

  /// Point number `index` of `cardinality`; the last key's value changes fastest.
  package func point(at index: Int) throws -> Hyperparameters {
    var values: [String: JSONValue] = [:]
    var rest = index
    for (key, parameter) in dimensions.reversed() {
      let count = parameter.count ?? 1
      values[key] = parameter.value(index: rest % count)
      rest /= count
    }
    return try Hyperparameters(values)
  }

  /// Points from one corner of the space to the opposite one, to try whether values can be used at all:
  /// the first and the last value of every key, and those between.
  package func diagonal(count: Int) throws -> [Hyperparameters] {
    try (0..<count).map { step in
      let place = count > 1 ? Double(step) / Double(count - 1) : 0
      var values: [String: JSONValue] = [:]
      for (key, parameter) in dimensions {
        values[key] = parameter.value(at: min(place, 1 - 0x1p-53))
      }
      return try Hyperparameters(values)
    }
  }

  /// A random point that is not in `taken`, or nil when there is none left.
  /// - Parameters:
  ///   - seed: of the search.
  ///   - ordinal: how many such points were drawn before; names the random stream, so that point
  ///     number n is the same whoever asks for it and when.
  package func freshPoint(
    seed: UInt64, ordinal: Int, avoiding taken: Set<Hyperparameters>
  ) throws -> Hyperparameters? {
    if let cardinality, taken.count >= cardinality { return nil }
    var random = RandomStream(seed: seed, .tuning, UInt64(ordinal))
    for _ in 0..<64 {
      let point = try sample(&random)
      if !taken.contains(point) { return point }
    }
    // Nearly everything is taken (only possible where points can be counted): from a random point on,
    // the first one that is free.
    guard let cardinality else { return try sample(&random) }
    var index = random.integer(below: cardinality)
    for _ in 0...taken.count {
      let point = try point(at: index)
      if !taken.contains(point) { return point }
      index = index + 1 == cardinality ? 0 : index + 1
    }
    return nil
  }
}
