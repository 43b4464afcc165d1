import Platform

/// A value that every trial has: `{"type": "fixed", "value": 32}`.
package struct FixedHyperparameter: Hyperparameter {
  package static let kind = "fixed"
  package static let fieldNames = ["value"]

  private let value: JSONValue

  package init(_ fields: HyperparameterFields) throws {
    value = try fields.scalar(fields.value("value"), "value")
  }

  package var count: Int? { 1 }

  package func value(at unit: Double) -> JSONValue { value }

  package func value(index: Int) -> JSONValue { value }

  package func index(of value: JSONValue) -> Int? { value == self.value ? 0 : nil }

  package var json: [String: JSONValue] { ["value": value] }
}
