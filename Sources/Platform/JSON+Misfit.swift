import FoundationEssentials

extension JSON {
  /// Names the number that does not fit its key ("epochs" is 2.5, "seed" is -1). The decoder calls
  /// such a text "not valid JSON" and says no more; so the fewest numbers are sought, from the first
  /// on, without which it is content. Nil for a text that is refused for another reason.
  static func misfit<Value: Decodable>(_ type: Value.Type, in text: String) -> String? {
    guard isRefused(type, text),
      let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    else { return nil }
    func isContent(without count: Int) -> Bool {
      var rest = count
      guard let changed = try? encode(value.zeroing(first: &rest)) else { return false }
      return !isRefused(type, changed)
    }
    let numbers = value.numbers
    guard isContent(without: numbers.count) else { return nil }
    var fewest = 1
    var enough = numbers.count
    while fewest < enough {
      let middle = (fewest + enough) / 2
      if isContent(without: middle) { enough = middle } else { fewest = middle + 1 }
    }
    guard let (path, number) = numbers.prefix(enough).last else { return nil }
    let shown = (try? encode(number)) ?? "\(number)"
    return "\"\(path.joined(separator: "."))\" is \(shown), which is not a number of its kind"
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

  /// The value with the first `count` of its `numbers` replaced by 0; `count` becomes how many more
  /// there were to replace.
  fileprivate func zeroing(first count: inout Int) -> JSONValue {
    guard count > 0 else { return self }
    switch self {
    case .integer, .number:
      count -= 1
      return .integer(0)
    case .array(let values):
      return .array(values.map { $0.zeroing(first: &count) })
    case .object(var members):
      for key in members.keys.sorted() { members[key] = members[key]?.zeroing(first: &count) }
      return .object(members)
    case .null, .bool, .string: return self
    }
  }
}
