import Platform

/// One layer of a `NetworkSpec`. "Tokens" are the places of a grid or the steps of a sequence.
package enum LayerSpec: Equatable, Sendable {
  /// Grid [H, W, C] to sequence [H, W C]: the rows from top to bottom.
  case rows
  /// Grid [H, W, C] to sequence [W, H C]: the columns from left to right.
  case columns
  /// Grid to grid: each window becomes a token.
  case patches(PatchesSpec)
  /// Grid [H, W, C] to grid [H / size, W / size, size size C]: neighbouring tokens become one.
  case merge(size: Int)
  /// Sequence to sequence or vector.
  case recurrent(RecurrentSpec)
  /// Grid to grid: a recurrent cell along the columns and the rows.
  case sweep(SweepSpec)
  /// Depthwise mixing of neighbouring tokens with weights of each channel's own; grid to grid.
  case local(size: Int)
  /// Some channels move by one token, in each of four directions; grid to grid.
  case shift(fraction: Float)
  case batchNorm(BatchNormSpec)
  case layerNorm(epsilon: Float)
  /// The input plus what layers make of it.
  case residual(ResidualSpec)
  /// The product of what two chains of layers make of the input.
  case gated(layers: [LayerSpec], gate: [LayerSpec])
  /// Elements are zeroed with this probability while training, and the rest scaled to make up for it.
  case dropout(rate: Float, unit: DropoutUnit = .element)
  case dense(DenseSpec)
  /// Grid or sequence to vector.
  case pool(kind: PoolKind)
  /// Grid or sequence to the vector of all its values.
  case flatten

  /// The layer's "type" in JSON.
  package var type: String {
    switch self {
    case .rows: "rows"
    case .columns: "columns"
    case .patches: "patches"
    case .merge: "merge"
    case .recurrent(let spec): spec.cell.rawValue
    case .sweep: "sweep"
    case .local: "local"
    case .shift: "shift"
    case .batchNorm: "batch_norm"
    case .layerNorm: "layer_norm"
    case .residual: "residual"
    case .gated: "gated"
    case .dropout: "dropout"
    case .dense: "dense"
    case .pool: "pool"
    case .flatten: "flatten"
    }
  }

  private static let types =
    ["rows", "columns", "patches", "merge"] + RecurrentSpec.Cell.allCases.map(\.rawValue) + [
      "sweep", "local", "shift", "batch_norm", "layer_norm", "residual", "gated", "dropout",
      "dense", "pool", "flatten",
    ]

  /// - Parameters:
  ///   - place: which layer it is, for messages.
  ///   - depth: how many layers hold it.
  init(_ value: JSONValue, place: String, depth: Int = 0) throws {
    var reader = try SpecReader(value, place: place, depth: depth)
    switch reader.type {
    case "rows": self = .rows
    case "columns": self = .columns
    case "patches": self = .patches(try PatchesSpec(&reader))
    case "merge": self = .merge(size: try reader.whole("size") ?? 2)
    case "sweep": self = .sweep(try SweepSpec(&reader))
    case "local": self = .local(size: try reader.whole("size") ?? 3)
    case "shift": self = .shift(fraction: try reader.rate("fraction", default: 0.5))
    case "batch_norm": self = .batchNorm(try BatchNormSpec(&reader))
    case "layer_norm":
      self = .layerNorm(epsilon: try reader.rate("epsilon", default: 1e-5))
    case "residual": self = .residual(try ResidualSpec(&reader))
    case "gated":
      self = .gated(layers: try reader.layers("layers"), gate: try reader.layers("gate"))
    case "dropout":
      self = .dropout(
        rate: try reader.rate("rate", default: nil), unit: try reader.choice("unit") ?? .element)
    case "dense": self = .dense(try DenseSpec(&reader))
    case "pool": self = .pool(kind: try reader.choice("kind") ?? .mean)
    case "flatten": self = .flatten
    default:
      guard let cell = RecurrentSpec.Cell(rawValue: reader.type) else {
        throw reader.unknownType(known: Self.types)
      }
      self = .recurrent(try RecurrentSpec(cell, &reader))
    }
    try reader.finish()
  }

  var json: JSONValue {
    var members: [String: JSONValue] =
      switch self {
      case .rows, .columns, .flatten: [:]
      case .patches(let spec): spec.json
      case .merge(let size), .local(let size): ["size": .integer(Int64(size))]
      case .recurrent(let spec): spec.json
      case .sweep(let spec): spec.json
      case .shift(let fraction): ["fraction": .float(fraction)]
      case .batchNorm(let spec): spec.json
      case .layerNorm(let epsilon): ["epsilon": .float(epsilon)]
      case .residual(let spec): spec.json
      case .gated(let layers, let gate):
        ["layers": .array(layers.map(\.json)), "gate": .array(gate.map(\.json))]
      case .dropout(let rate, let unit):
        unit == .element
          ? ["rate": .float(rate)] : ["rate": .float(rate), "unit": .string(unit.rawValue)]
      case .dense(let spec): spec.json
      case .pool(let kind): ["kind": .string(kind.rawValue)]
      }
    members["type"] = .string(type)
    return .object(members)
  }
}

extension JSONValue {
  /// The shortest decimal that reads back as this float (0.2, not 0.20000000298).
  static func float(_ value: Float) -> JSONValue {
    .number(Double(value.description) ?? Double(value))
  }
}
