import Platform

/// One of a list of booleans, numbers or texts: `{"type": "choice", "values": [64, 128], "ordered": true}`.
///
/// `ordered` says whether neighbours in the list are alike, for strategies that learn from distances;
/// by default lists of numbers are and others are not.
package struct ChoiceHyperparameter: Hyperparameter {
  package static let kind = "choice"
  package static let fieldNames = ["values", "ordered"]
  package static let valueLimit = 10_000

  private let values: [JSONValue]
  /// The places of the values by their texts: strategies look up long lists many times.
  private let places: [String: Int]
  package let isOrdered: Bool

  package init(_ fields: HyperparameterFields) throws {
    guard case .array(let values) = try fields.value("values"), !values.isEmpty else {
      throw fields.error(
        "\"values\" is \(try fields.value("values").text), not a list of at least one value")
    }
    guard values.count <= Self.valueLimit else {
      throw fields.error("\"values\" has \(values.count) entries, over \(Self.valueLimit)")
    }
    var places: [String: Int] = [:]
    for (index, value) in values.enumerated() {
      let name = Self.name(of: try fields.scalar(value, "values"))
      guard places.updateValue(index, forKey: name) == nil else {
        throw fields.error("\"values\" holds \(value.text) twice")
      }
    }
    self.values = values
    self.places = places
    isOrdered =
      try fields.optional("ordered") != nil
      ? fields.boolean("ordered") : values.allSatisfy { $0.double != nil }
  }

  package var count: Int? { values.count }

  package func value(at unit: Double) -> JSONValue {
    value(index: min(Int(unit * Double(values.count)), values.count - 1))
  }

  package func value(index: Int) -> JSONValue { values[index] }

  package func index(of value: JSONValue) -> Int? { places[Self.name(of: value)] }

  /// Different for different values; quicker than their JSON.
  private static func name(of value: JSONValue) -> String {
    switch value {
    case .string(let text): "\"\(text)"
    case .integer(let number): String(number)
    default: value.text
    }
  }

  package var json: [String: JSONValue] { ["values": .array(values), "ordered": .bool(isOrdered)] }
}
