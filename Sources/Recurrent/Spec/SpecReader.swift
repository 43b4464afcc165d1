import Platform

/// Reads the JSON object of one layer. Every error names the layer, the key and the value; a key that
/// nobody asked for is one too.
struct SpecReader {
  let type: String
  private let layer: Int
  private var unread: [String: JSONValue]

  init(_ value: JSONValue, layer: Int) throws {
    guard case .object(var members) = value else {
      throw ScanlineError(.invalidArgument, "layer \(layer) is not an object")
    }
    guard case .string(let type)? = members.removeValue(forKey: "type") else {
      throw ScanlineError(.invalidArgument, "layer \(layer): \"type\" is missing or not a string")
    }
    self.type = type
    self.layer = layer
    unread = members
  }

  /// The key "units", which has no default.
  mutating func units() throws -> Int {
    guard let value = unread.removeValue(forKey: "units") else {
      throw fault("\"units\" is missing")
    }
    guard case .integer(let units) = value, let units = Int(exactly: units) else {
      throw fault("\"units\" is \(text(value)), not a whole number")
    }
    return units
  }

  /// A share, to be checked by the network; required if `fallback` is nil.
  mutating func rate(_ key: String, default fallback: Float?) throws -> Float {
    guard let value = unread.removeValue(forKey: key) else {
      guard let fallback else { throw fault("\"\(key)\" is missing") }
      return fallback
    }
    guard let number = value.double else {
      throw fault("\"\(key)\" is \(text(value)), not a number")
    }
    return Float(number)
  }

  mutating func flag(_ key: String) throws -> Bool? {
    guard let value = unread.removeValue(forKey: key) else { return nil }
    guard case .bool(let flag) = value else {
      throw fault("\"\(key)\" is \(text(value)), not true or false")
    }
    return flag
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) throws -> Choice?
  where Choice.RawValue == String {
    guard let value = unread.removeValue(forKey: key) else { return nil }
    guard case .string(let name) = value, let choice = Choice(rawValue: name) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault("\"\(key)\" is \(text(value)); known: \(known)")
    }
    return choice
  }

  /// Throws if a key is left.
  func finish() throws {
    guard let key = unread.keys.min(), let value = unread[key] else { return }
    throw fault("unknown key \"\(key)\" (value \(text(value)))")
  }

  private func fault(_ message: String) -> ScanlineError {
    ScanlineError(.invalidArgument, "layer \(layer) (\(type)): \(message)")
  }

  private func text(_ value: JSONValue) -> String { (try? JSON.encode(value)) ?? "\(value)" }
}
