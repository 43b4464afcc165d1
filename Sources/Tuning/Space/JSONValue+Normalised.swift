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

  /// The value as JSON text, for messages; numbers that JSON does not have by their names.
  package var text: String {
    if let text = try? JSON.encode(self) { return text }
    return switch self {
    case .number(let value): "\(value)"
    case .array(let values): "[\(values.map(\.text).joined(separator: ","))]"
    default: "\(self)"
    }
  }
}
