import Platform

extension JSONValue {
  /// The same value with every whole number as `.integer`: what reading its text gives.
  package var normalised: JSONValue {
    switch self {
    case .number(let value): Int64(exactly: value).map { .integer($0) } ?? self
    case .array(let values): .array(values.map(\.normalised))
    case .object(let values): .object(values.mapValues(\.normalised))
    case .null, .bool, .integer, .string: self
    }
  }

  /// The value as JSON text, for messages.
  package var text: String { (try? JSON.encode(self)) ?? "\(self)" }
}
