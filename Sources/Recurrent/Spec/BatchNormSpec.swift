import Platform

/// Batch normalisation (see `BatchNormLayer`).
package struct BatchNormSpec: Equatable, Sendable {
  /// What is added to the variance.
  package var epsilon: Float = 1e-5
  /// The share of a new batch in the running statistics.
  package var momentum: Float = 0.1

  package init() {}

  init(_ reader: inout SpecReader) throws {
    epsilon = try reader.rate("epsilon", default: 1e-5)
    momentum = try reader.rate("momentum", default: 0.1)
  }

  var json: [String: JSONValue] { ["epsilon": .float(epsilon), "momentum": .float(momentum)] }
}
