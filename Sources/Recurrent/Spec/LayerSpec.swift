import Platform

/// One layer of a `NetworkSpec`.
package enum LayerSpec: Equatable, Sendable {
  /// Grid [H, W, C] to sequence [H, W C]: the rows from top to bottom.
  case rows
  /// Grid [H, W, C] to sequence [W, H C]: the columns from left to right.
  case columns
  case recurrent(RecurrentSpec)
  /// Each element is zeroed with this probability while training, and the rest scaled to make up for it.
  case dropout(rate: Float)
  case dense(DenseSpec)

  /// The layer's "type" in JSON.
  package var type: String {
    switch self {
    case .rows: "rows"
    case .columns: "columns"
    case .recurrent(let spec): spec.cell.rawValue
    case .dropout: "dropout"
    case .dense: "dense"
    }
  }

  /// - Parameter index: the layer's place in the network, for messages.
  init(_ value: JSONValue, index: Int) throws {
    var reader = try SpecReader(value, layer: index)
    switch reader.type {
    case "rows": self = .rows
    case "columns": self = .columns
    case "dropout":
      self = .dropout(rate: try reader.rate("rate", default: nil))
    case "dense":
      self = .dense(try DenseSpec(&reader))
    default:
      guard let cell = RecurrentSpec.Cell(rawValue: reader.type) else {
        let known =
          ["rows", "columns"] + RecurrentSpec.Cell.allCases.map(\.rawValue) + ["dropout", "dense"]
        throw ScanlineError(
          .invalidArgument,
          "layer \(index): \"type\" is \"\(reader.type)\"; known: \(known.joined(separator: ", "))")
      }
      self = .recurrent(try RecurrentSpec(cell, &reader))
    }
    try reader.finish()
  }

  var json: JSONValue {
    var members: [String: JSONValue] = ["type": .string(type)]
    switch self {
    case .rows, .columns: break
    case .recurrent(let spec): members.merge(spec.json) { old, _ in old }
    case .dropout(let rate): members["rate"] = .float(rate)
    case .dense(let spec): members.merge(spec.json) { old, _ in old }
    }
    return .object(members)
  }
}

extension JSONValue {
  /// The shortest decimal that reads back as this float (0.2, not 0.20000000298).
  static func float(_ value: Float) -> JSONValue {
    .number(Double(value.description) ?? Double(value))
  }
}
