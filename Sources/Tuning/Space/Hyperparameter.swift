import Platform

/// One dimension of a search space.
///
/// A kind maps the unit interval to its values and back, so that whoever searches works in the unit cube
/// and need not know the kinds.
package protocol Hyperparameter: Sendable {
  /// "type" in the JSON form.
  static var kind: String { get }
  /// The keys of the JSON form, "type" and "when" aside.
  static var fieldNames: [String] { get }

  /// Reads the JSON form. Errors name the hyperparameter, the field, the value and the limit.
  init(_ fields: HyperparameterFields) throws

  /// How many values there are; nil for a continuum.
  var count: Int? { get }

  /// Whether values that are near in the unit interval are alike.
  var isOrdered: Bool { get }

  /// The value at a place of the unit interval, 0 to below 1. Equal stretches are equally likely.
  func value(at unit: Double) -> JSONValue

  /// Value number `index` of `count`; meaningful only when there is a count.
  func value(index: Int) -> JSONValue

  /// The number of a value; nil in a continuum and for what is no value of this hyperparameter.
  func index(of value: JSONValue) -> Int?

  /// The places of the unit interval that have this value, a single one in a continuum; nil for what is
  /// no value of this hyperparameter.
  func stretch(of value: JSONValue) -> ClosedRange<Double>?

  /// The JSON form with every default written out: two spaces are equal when these are.
  var json: [String: JSONValue] { get }
}

extension Hyperparameter {
  package var isOrdered: Bool { true }

  /// A value as the hyperparameter itself gives it; what is none of its values, and those of a continuum,
  /// unchanged.
  func canonical(_ value: JSONValue) -> JSONValue {
    index(of: value).map { self.value(index: $0) } ?? value
  }

  /// For kinds whose values are all equally likely.
  package func stretch(of value: JSONValue) -> ClosedRange<Double>? {
    guard let count, let index = index(of: value) else { return nil }
    return Double(index) / Double(count)...Double(index + 1) / Double(count)
  }
}
