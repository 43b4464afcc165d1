/// A setting with a fixed list of values: a number in the C API, a name in JSON.
package protocol CodedChoice: RawRepresentable<Int32>, CaseIterable, Codable, Equatable, Sendable {
  /// The name in JSON texts and on command lines.
  var name: String { get }
  /// What kind of setting it is, for errors.
  static var what: String { get }
}

extension CodedChoice {
  /// The value of a name; `invalidArgument` with the list of names for an unknown one.
  package init(name: String) throws {
    guard let value = Self.allCases.first(where: { $0.name == name }) else {
      let known = Self.allCases.map(\.name).joined(separator: ", ")
      throw ScanlineError(.invalidArgument, "\(Self.what) \"\(name)\" is not one of \(known)")
    }
    self = value
  }

  /// The value of a number of the C API; `invalidArgument` for an unknown one.
  package init(code: Int32) throws {
    guard let value = Self(rawValue: code) else {
      throw ScanlineError(
        .invalidArgument, "\(Self.what) \(code) is not in 0 to \(Self.allCases.count - 1)")
    }
    self = value
  }

  package init(from decoder: any Decoder) throws {
    try self.init(name: decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
