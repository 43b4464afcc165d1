import Platform

/// A recurrent layer: sequence [T, D] in; sequence [T, F] or vector [F] out, F = 2 `units` if the two
/// directions are concatenated, `units` if not. Defaults and equations are those of Keras.
package struct RecurrentSpec: Equatable, Sendable {
  package enum Cell: String, CaseIterable, Sendable {
    case simpleRNN = "simple_rnn"
    case lstm
    case gru
  }

  /// Whether a second cell reads the sequence backwards, and how the two outputs become one.
  package enum Bidirectional: String, CaseIterable, Sendable {
    case none, concat, sum, average
  }

  /// What the layer hands on.
  package enum Returns: String, CaseIterable, Sendable {
    /// The output after the last step that each direction read: for the backward one, the first in time.
    case last
    /// The mean of the outputs over all steps.
    case mean
    /// The outputs of all steps.
    case sequence
  }

  package var cell: Cell
  package var units: Int
  package var bidirectional = Bidirectional.none
  /// nil: see `NetworkSpec.resolved`.
  package var returns: Returns?
  /// The share of the inputs that is dropped, the same ones at each step.
  package var dropout: Float = 0
  /// The share of the state that is dropped on its way into the next step, the same ones at each step.
  package var recurrentDropout: Float = 0
  /// GRU: the reset gate is applied after the product with the recurrent kernel, not before.
  package var resetAfter = true
  /// LSTM: the forget gate's bias starts at 1.
  package var unitForgetBias = true

  package init(cell: Cell, units: Int) {
    self.cell = cell
    self.units = units
  }

  init(_ cell: Cell, _ reader: inout SpecReader) throws {
    self.cell = cell
    units = try reader.units()
    bidirectional = try reader.choice("bidirectional") ?? .none
    returns = try reader.choice("return")
    dropout = try reader.rate("dropout", default: 0)
    recurrentDropout = try reader.rate("recurrent_dropout", default: 0)
    if cell == .gru { resetAfter = try reader.flag("reset_after") ?? true }
    if cell == .lstm { unitForgetBias = try reader.flag("unit_forget_bias") ?? true }
  }

  var json: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "units": .integer(Int64(units)),
      "bidirectional": .string(bidirectional.rawValue),
      "dropout": .float(dropout),
      "recurrent_dropout": .float(recurrentDropout),
    ]
    if let returns { members["return"] = .string(returns.rawValue) }
    if cell == .gru { members["reset_after"] = .bool(resetAfter) }
    if cell == .lstm { members["unit_forget_bias"] = .bool(unitForgetBias) }
    return members
  }
}
