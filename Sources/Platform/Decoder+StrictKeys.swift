/// A coding key of any name.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// Throws `invalidArgument` naming the first key of the object at hand that `Keys` does not have, so
  /// that a misspelt setting is an error and not a default.
  package func rejectUnknownKeys<Keys: CodingKey & CaseIterable>(_ keys: Keys.Type) throws {
    let known = Keys.allCases.map(\.stringValue)
    let found = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
    guard let stranger = found.first(where: { !known.contains($0) }) else { return }
    let place = codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    let prefix = place.isEmpty ? "" : place.joined(separator: ".") + "."
    throw ScanlineError(
      .invalidArgument,
      "unknown key \"\(prefix)\(stranger)\" (known: \(known.sorted().joined(separator: ", ")))")
  }
}
