import Platform

/// A dense layer: activation(x W + b), on a vector or on each step of a sequence.
package struct DenseSpec: Equatable, Sendable {
  package enum Activation: String, CaseIterable, Sendable {
    case linear, relu, tanh, sigmoid
  }

  package var units: Int
  package var activation = Activation.linear

  package init(units: Int, activation: Activation = .linear) {
    self.units = units
    self.activation = activation
  }

  init(_ reader: inout SpecReader) throws {
    units = try reader.units()
    activation = try reader.choice("activation") ?? .linear
  }

  var json: [String: JSONValue] {
    ["units": .integer(Int64(units)), "activation": .string(activation.rawValue)]
  }
}
