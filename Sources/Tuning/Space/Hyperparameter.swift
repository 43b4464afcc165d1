import Platform

/// One dimension of a search space.
///
/// A kind maps the unit interval to its values, so that whoever searches (a random stream today)
/// works in the unit cube and need not know the kinds.
package protocol Hyperparameter: Sendable {
  /// "type" in the JSON form.
  static var kind: String { get }
  /// The keys of the JSON form, "type" aside.
  static var fieldNames: [String] { get }

  /// Reads the JSON form. Errors name the hyperparameter, the field, the value and the limit.
  init(_ fields: HyperparameterFields) throws

  /// How many values there are; nil for a continuum.
  var count: Int? { get }

  /// The value at a place of the unit interval, 0 to below 1. Equal stretches are equally likely.
  func value(at unit: Double) -> JSONValue

  /// Value number `index` of `count`; meaningful only when there is a count.
  func value(index: Int) -> JSONValue

  /// The JSON form with every default written out: two spaces are equal when these are.
  var json: [String: JSONValue] { get }
}
