import Platform

/// Reads the JSON object of one layer. Every error names the layer, the key and the value; a key that
/// nobody asked for is one too.
struct SpecReader {
  let type: String
  /// How many layers hold this one.
  private let depth: Int
  private let place: String
  private var unread: [String: JSONValue]
  /// The keys that were asked for, and the first that has no default and was not there: it may be misspelt, so that
  /// `finish` names a key that nobody asked for first.
  private var known: [String] = []
  private var missing: String?

  /// - Parameters:
  ///   - place: which layer it is, for messages: "layer 2", "layer 2 (residual), layer 0".
  ///   - depth: how many layers hold it.
  init(_ value: JSONValue, place: String, depth: Int) throws {
    guard case .object(var members) = value else {
      throw ScanlineError(.invalidArgument, "\(place) is not an object")
    }
    guard case .string(let type)? = members.removeValue(forKey: "type") else {
      throw ScanlineError(.invalidArgument, "\(place): \"type\" is missing or not a string")
    }
    self.type = type
    self.depth = depth
    self.place = "\(place) (\(type))"
    unread = members
  }

  /// The key "units", which has no default. In the place of what is missing stands 0, until `finish`.
  mutating func units() throws -> Int {
    guard let units = try whole("units") else {
      miss("units")
      return 0
    }
    return units
  }

  /// A whole number, to be checked by the network; nil if the key is absent.
  mutating func whole(_ key: String) throws -> Int? {
    guard let value = take(key) else { return nil }
    guard case .integer(let number) = value, let number = Int(exactly: number) else {
      throw fault("\"\(key)\" is \(text(value)), not a whole number")
    }
    return number
  }

  /// A share, to be checked by the network; required if `fallback` is nil.
  mutating func rate(_ key: String, default fallback: Float?) throws -> Float {
    if let number = try number(key) { return number }
    guard let fallback else {
      miss(key)
      return 0
    }
    return fallback
  }

  /// A number; nil if the key is absent.
  mutating func number(_ key: String) throws -> Float? {
    guard let value = take(key) else { return nil }
    guard let number = value.double, Float(number).isFinite else {
      throw fault("\"\(key)\" is \(text(value)), not a number")
    }
    return Float(number)
  }

  mutating func flag(_ key: String) throws -> Bool? {
    guard let value = take(key) else { return nil }
    guard case .bool(let flag) = value else {
      throw fault("\"\(key)\" is \(text(value)), not true or false")
    }
    return flag
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) throws -> Choice?
  where Choice.RawValue == String {
    guard let value = take(key) else { return nil }
    guard case .string(let name) = value, let choice = Choice(rawValue: name) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault("\"\(key)\" is \(text(value)); known: \(known)")
    }
    return choice
  }

  /// The layers that this one holds.
  mutating func layers(_ key: String) throws -> [LayerSpec] {
    guard let value = take(key) else {
      miss(key)
      return []
    }
    guard case .array(let values) = value else {
      throw fault("\"\(key)\" is \(text(value)), not an array of layers")
    }
    guard depth < NetworkLimits.depth else {
      throw ScanlineError(
        .limitExceeded,
        "\(place): layers lie within layers more than \(NetworkLimits.depth) deep, which is the limit"
      )
    }
    guard values.count <= NetworkLimits.layers else {
      throw ScanlineError(
        .limitExceeded,
        "\(place): \"\(key)\" has \(values.count) layers; the limit is \(NetworkLimits.layers)")
    }
    let inner = key == "layers" ? "layer" : "\(key) layer"
    return try values.enumerated().map {
      try LayerSpec($1, place: "\(place), \(inner) \($0)", depth: depth + 1)
    }
  }

  /// Throws if a key is left, or one is missing.
  func finish() throws {
    if let key = unread.keys.min(), let value = unread[key] {
      let list = (["type"] + known).sorted().joined(separator: ", ")
      throw fault("unknown key \"\(key)\" (value \(text(value)); known: \(list))")
    }
    if let missing { throw fault("\"\(missing)\" is missing") }
  }

  private mutating func take(_ key: String) -> JSONValue? {
    known.append(key)
    return unread.removeValue(forKey: key)
  }

  private mutating func miss(_ key: String) { missing = missing ?? key }

  /// An error that names the layer; `known` are the types that there are.
  func unknownType(known: [String]) -> ScanlineError {
    ScanlineError(
      .invalidArgument,
      "\(place.dropLast(type.count + 3)): \"type\" is \"\(type)\"; known: "
        + known.joined(separator: ", "))
  }

  private func fault(_ message: String) -> ScanlineError {
    ScanlineError(.invalidArgument, "\(place): \(message)")
  }

  private func text(_ value: JSONValue) -> String { (try? JSON.encode(value)) ?? "\(value)" }
}
