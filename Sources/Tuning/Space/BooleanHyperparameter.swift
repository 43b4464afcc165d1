import Platform

/// True or false: `{"type": "boolean"}`.
package struct BooleanHyperparameter: Hyperparameter {
  package static let kind = "boolean"
  package static let fieldNames: [String] = []

  package init(_ fields: HyperparameterFields) throws {}

  package var count: Int? { 2 }

  package func value(at unit: Double) -> JSONValue { .bool(unit >= 0.5) }

  package func value(index: Int) -> JSONValue { .bool(index == 1) }

  package var json: [String: JSONValue] { [:] }
}
