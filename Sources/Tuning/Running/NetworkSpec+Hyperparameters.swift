import Classifier
import Platform
import Recurrent

extension NetworkSpec {
  /// The hyperparameters that change the network, in the order in which they are applied.
  static let hyperparameterKeys = [
    "preset", "layers", "cell", "units", "bidirectional", "recurrent_dropout", "width_factor",
    "dropout", "drop_path",
  ]
  /// Those that only recurrent layers have.
  private static let recurrentKeys: Set<String> = [
    "layers", "cell", "units", "bidirectional", "recurrent_dropout",
  ]

  /// The network with a point's hyperparameters; keys that are not the network's are left alone.
  /// - Throws: `invalidArgument` naming the key and the value.
  func applying(_ point: Hyperparameters) throws -> NetworkSpec {
    var network = self
    for key in Self.hyperparameterKeys {
      guard let value = point.values[key] else { continue }
      try network.apply(key, value)
    }
    return network
  }

  private mutating func apply(_ key: String, _ value: JSONValue) throws {
    func refusal(_ wanted: String) -> ScanlineError {
      ScanlineError(.invalidArgument, "hyperparameter \"\(key)\" is \(value.text), not \(wanted)")
    }
    if Self.recurrentKeys.contains(key), !layers.contains(where: \.isRecurrent) {
      throw ScanlineError(
        .invalidArgument,
        "hyperparameter \"\(key)\": the network has no recurrent layer of its own (sweeps follow "
          + "\"width_factor\")")
    }
    switch key {
    case "preset":
      guard case .string(let name) = value, let preset = Preset(rawValue: name) else {
        throw refusal("one of \(Preset.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      self = preset.network
    case "layers":
      guard case .integer(let count) = value, (1...Int64(NetworkLimits.layers)).contains(count)
      else { throw refusal("a whole number from 1 to \(NetworkLimits.layers)") }
      stack(Int(count))
    case "cell":
      guard case .string(let name) = value, let cell = RecurrentSpec.Cell(rawValue: name) else {
        throw refusal(
          "one of \(RecurrentSpec.Cell.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      changeRecurrentLayers { $0.cell = cell }
    case "units":
      guard case .integer(let units) = value, (1...Int64(NetworkLimits.units)).contains(units)
      else {
        throw refusal("a whole number from 1 to \(NetworkLimits.units)")
      }
      changeRecurrentLayers { $0.units = Int(units) }
    case "bidirectional":
      guard let merge = Self.merge(value) else {
        let known = RecurrentSpec.Bidirectional.allCases.map(\.rawValue).joined(separator: ", ")
        throw refusal("true, false or one of \(known)")
      }
      changeRecurrentLayers { $0.bidirectional = merge }
    case "width_factor":
      guard let factor = value.double, (0.01...100).contains(factor) else {
        throw refusal("a number from 0.01 to 100")
      }
      scaleUnits(by: factor)
    default:
      guard let rate = value.double, (0..<1).contains(rate) else {
        throw refusal("a number from 0 to below 1")
      }
      switch key {
      case "dropout": setDropout(Float(rate))
      case "drop_path":
        guard dropPath != nil else {
          throw ScanlineError(
            .invalidArgument, "hyperparameter \"drop_path\": the network has no residual branch")
        }
        setDropPath(Float(rate))
      default: changeRecurrentLayers { $0.recurrentDropout = Float(rate) }
      }
    }
  }

  private static func merge(_ value: JSONValue) -> RecurrentSpec.Bidirectional? {
    switch value {
    case .bool(let flag): flag ? .concat : RecurrentSpec.Bidirectional.none
    case .string(let name): RecurrentSpec.Bidirectional(rawValue: name)
    default: nil
    }
  }

  private mutating func changeRecurrentLayers(_ change: (inout RecurrentSpec) -> Void) {
    for index in layers.indices {
      guard case .recurrent(var spec) = layers[index] else { continue }
      change(&spec)
      layers[index] = .recurrent(spec)
    }
  }

  /// Makes the recurrent layers, each with the dropout layers that follow it, `count` in number: those
  /// at the end are taken away, or the last one is repeated. What the last one hands on, it still does.
  private mutating func stack(_ count: Int) {
    var blocks = layers.indices.filter { layers[$0].isRecurrent }.map { start in
      start..<(layers[(start + 1)...].firstIndex { !$0.isDropout } ?? layers.endIndex)
    }
    guard case .recurrent(let last) = layers[blocks[blocks.count - 1].lowerBound] else { return }
    while blocks.count > count { layers.removeSubrange(blocks.removeLast()) }
    let block = Array(layers[blocks[blocks.count - 1]])
    let end = blocks[blocks.count - 1].upperBound
    for _ in blocks.count..<max(count, blocks.count) { layers.insert(contentsOf: block, at: end) }
    changeRecurrentLayers { $0.returns = nil }
    if let index = layers.lastIndex(where: \.isRecurrent), case .recurrent(var spec) = layers[index]
    {
      spec.returns = last.returns
      layers[index] = .recurrent(spec)
    }
  }
}
