import FoundationEssentials

extension JSON {
  /// Names the number that does not fit its key ("epochs" is 2.5, "seed" is -1). The decoder calls such a
  /// text "not valid JSON" and says no more; so numbers are replaced by 0, one after the other, until it
  /// is content.
  static func misfit<Value: Decodable>(_ type: Value.Type, in text: String) -> String? {
    guard var value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else {
      return nil
    }
    for (path, number) in value.numbers {
      value = value.replacing(path[...], with: .integer(0))
      guard let changed = try? encode(value), !isRefused(type, changed) else { continue }
      let shown = (try? encode(number)) ?? "\(number)"
      return "\"\(path.joined(separator: "."))\" is \(shown), which is not a number of its kind"
    }
    return nil
  }

  private static func isRefused<Value: Decodable>(_ type: Value.Type, _ text: String) -> Bool {
    do {
      _ = try JSONDecoder().decode(type, from: Data(text.utf8))
      return false
    } catch DecodingError.dataCorrupted(let context) {
      return context.codingPath.isEmpty
    } catch {
      return false
    }
  }
}

extension JSONValue {
  /// All numbers, with the keys and indices that lead to them.
  fileprivate var numbers: [(path: [String], value: JSONValue)] {
    switch self {
    case .integer, .number: return [([], self)]
    case .array(let values):
      return values.enumerated().flatMap { index, value in
        value.numbers.map { (["\(index)"] + $0.path, $0.value) }
      }
    case .object(let members):
      return members.sorted { $0.key < $1.key }.flatMap { key, value in
        value.numbers.map { ([key] + $0.path, $0.value) }
      }
    case .null, .bool, .string: return []
    }
  }

  fileprivate func replacing(_ path: ArraySlice<String>, with new: JSONValue) -> JSONValue {
    guard let key = path.first else { return new }
    switch self {
    case .array(var values):
      guard let index = Int(key), values.indices.contains(index) else { return self }
      values[index] = values[index].replacing(path.dropFirst(), with: new)
      return .array(values)
    case .object(var members):
      members[key] = members[key]?.replacing(path.dropFirst(), with: new)
      return .object(members)
    default: return self
    }
  }
}
