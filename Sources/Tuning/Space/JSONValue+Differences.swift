import Platform

extension JSONValue {
  /// Where two values differ: the keys that lead there with dots between them, and what stands there as
  /// text, "absent" for nothing. Lists are compared whole.
  func differences(from other: JSONValue) -> [(path: String, own: String, other: String)] {
    guard case .object(let values) = self, case .object(let others) = other else {
      return self == other ? [] : [("", text, other.text)]
    }
    return Set(values.keys).union(others.keys).sorted().flatMap { key in
      guard let value = values[key], let otherValue = others[key] else {
        return [(key, values[key]?.text ?? "absent", others[key]?.text ?? "absent")]
      }
      return value.differences(from: otherValue).map {
        ($0.path.isEmpty ? key : "\(key).\($0.path)", $0.own, $0.other)
      }
    }
  }
}
