import Platform

/// Strict reading of one hyperparameter's JSON object: what is unknown, missing, of the wrong type or
/// out of range is an error that names the key, the value and the limit.
package struct HyperparameterFields {
  package let key: String
  private let fields: [String: JSONValue]

  /// Beyond this, neighbouring whole numbers are no longer told apart by a double.
  package static let largestInteger = 1 << 53
  /// Keeps differences of bounds finite.
  package static let largestNumber = 1e150
  /// Of the low bound of a logarithmic scale: keeps ratios finite.
  package static let smallestNumber = 1e-150

  package init(key: String, fields: [String: JSONValue], allowed: [String], kind: String) throws {
    self.key = key
    self.fields = fields.mapValues(\.normalised)
    for name in fields.keys.sorted()
    where !["type", "when", "default", "defaults"].contains(name) && !allowed.contains(name) {
      let known = allowed.isEmpty ? "no further keys" : allowed.joined(separator: ", ")
      throw error("unknown key \"\(name)\"; type \"\(kind)\" takes \(known)")
    }
  }

  /// An error about this hyperparameter.
  package func error(_ message: String) -> ScanlineError {
    ScanlineError(.invalidArgument, "search space: \"\(key)\": \(message)")
  }

  package func optional(_ name: String) -> JSONValue? { fields[name] }

  package func value(_ name: String) throws -> JSONValue {
    guard let value = fields[name] else { throw error("\"\(name)\" is missing") }
    return value
  }

  package func integer(_ name: String) throws -> Int {
    let limit = Self.largestInteger
    guard case .integer(let value) = try self.value(name), let whole = Int(exactly: value),
      (-limit...limit).contains(whole)
    else {
      throw error(
        "\"\(name)\" is \(try self.value(name).text), not a whole number from -2^53 to 2^53")
    }
    return whole
  }

  package func number(_ name: String) throws -> Double {
    let limit = Self.largestNumber
    guard let value = try self.value(name).double, abs(value) <= limit else {
      throw error(
        "\"\(name)\" is \(try self.value(name).text), not a number from -\(limit) to \(limit)")
    }
    return value
  }

  package func boolean(_ name: String) throws -> Bool {
    guard case .bool(let value) = try self.value(name) else {
      throw error("\"\(name)\" is \(try self.value(name).text), neither true nor false")
    }
    return value
  }

  /// "scale"; linear when it is not given.
  package func scale() throws -> Scale {
    guard let value = optional("scale") else { return .linear }
    guard case .string(let name) = value, let scale = Scale(rawValue: name) else {
      let known = Scale.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("\"scale\" is \(value.text), not one of \(known)")
    }
    return scale
  }

  /// Refuses anything but a boolean, a number or a text.
  package func scalar(_ value: JSONValue, _ name: String) throws -> JSONValue {
    switch value {
    case .bool, .integer, .number, .string: return value
    case .null, .array, .object:
      throw error("\"\(name)\" holds \(value.text), not a boolean, a number or a text")
    }
  }
}
