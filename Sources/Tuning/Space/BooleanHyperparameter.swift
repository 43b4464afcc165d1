import Platform

/// True or false: `{"type": "boolean"}`.
package struct BooleanHyperparameter: Hyperparameter {
  package static let kind = "boolean"
  package static let fieldNames: [String] = []

  package init(_ fields: HyperparameterFields) throws {}

  package var count: Int? { 2 }

  package func value(at unit: Double) -> JSONValue { .bool(unit >= 0.5) }

  package func value(index: Int) -> JSONValue { .bool(index == 1) }

  package var isOrdered: Bool { false }

  package func index(of value: JSONValue) -> Int? {
    guard case .bool(let flag) = value else { return nil }
    return flag ? 1 : 0
  }

  package var json: [String: JSONValue] { [:] }
}
