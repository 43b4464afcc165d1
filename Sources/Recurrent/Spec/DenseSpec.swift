import Platform

/// A dense layer: activation(x W + b), on a vector, each step of a sequence or each token of a grid.
package struct DenseSpec: Equatable, Sendable {
  package enum Activation: String, CaseIterable, Sendable {
    case linear, relu, tanh, sigmoid
    /// x sigmoid(x) (Hendrycks and Gimpel 2016, arXiv 1606.08415), also called swish.
    case silu
    /// The Gaussian error linear unit (same paper) in its form with tanh:
    /// x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
    case gelu
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
