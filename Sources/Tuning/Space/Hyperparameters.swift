import Platform

/// One point of a search space: a value for every key.
///
/// Whole numbers are always `.integer`, however they came about, so that a point read back from JSON
/// equals the point that was written (JSON does not tell 1 from 1.0).
package struct Hyperparameters: Codable, Equatable, Hashable, Sendable {
  package let values: [String: JSONValue]
  /// The point as one line of JSON with sorted keys: equal points, equal texts.
  package let text: String

  package init(_ values: [String: JSONValue]) throws {
    self.values = values.mapValues(\.normalised)
    text = try JSON.encode(self.values)
  }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode([String: JSONValue].self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }

  package static func == (left: Self, right: Self) -> Bool { left.text == right.text }
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
