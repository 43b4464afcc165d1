import Platform

/// A recurrent cell that reads a grid's lines in both directions (Visin et al. 2015, arXiv 1505.00393): the
/// columns, the rows, or the columns and then, over what they gave, the rows.
package struct SweepSpec: Equatable, Sendable {
  package enum Cell: String, CaseIterable, Sendable {
    case minGRU = "mingru"
    case gru, lstm
    case simpleRNN = "simple_rnn"

    /// The cell of a `RecurrentLayer`; nil for the minGRU.
    var recurrent: RecurrentSpec.Cell? {
      switch self {
      case .minGRU: nil
      case .gru: .gru
      case .lstm: .lstm
      case .simpleRNN: .simpleRNN
      }
    }
  }

  /// Which lines are read.
  package enum Axis: String, CaseIterable, Sendable {
    case columns, rows, both
  }

  /// What stands before each reading.
  package enum Norm: String, CaseIterable, Sendable {
    case none, batch, layer
  }

  /// minGRU: the function of the candidate state.
  package enum Candidate: String, CaseIterable, Sendable {
    case relu, tanh, linear
  }

  package var cell = Cell.minGRU
  /// Features of a token of the output, half of them read forwards, half backwards.
  package var units: Int
  package var axis = Axis.both
  package var norm = Norm.none
  package var candidate = Candidate.relu
  /// minGRU: what the gates' bias starts at. The lower it is, the longer a state lasts at first.
  package var gateBias: Float = -1

  package init(units: Int, cell: Cell = .minGRU, axis: Axis = .both, norm: Norm = .none) {
    self.units = units
    self.cell = cell
    self.axis = axis
    self.norm = norm
  }

  init(_ reader: inout SpecReader) throws {
    units = try reader.units()
    cell = try reader.choice("cell") ?? .minGRU
    axis = try reader.choice("axis") ?? .both
    norm = try reader.choice("norm") ?? .none
    guard cell == .minGRU else { return }
    candidate = try reader.choice("candidate") ?? .relu
    gateBias = try reader.number("gate_bias") ?? -1
  }

  var json: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "cell": .string(cell.rawValue), "units": .integer(Int64(units)),
      "axis": .string(axis.rawValue), "norm": .string(norm.rawValue),
    ]
    if cell == .minGRU {
      members["candidate"] = .string(candidate.rawValue)
      members["gate_bias"] = .float(gateBias)
    }
    return members
  }
}
