import Platform

/// A network as data: its layers from the input to the last one before the head. The softmax head, a
/// dense layer from the last output to the classes, is implied.
///
/// JSON: `{"layers": [{"type": "rows"}, {"type": "lstm", "units": 128}]}`. Unknown keys are errors; what
/// is left out has Keras's defaults, and is written out when encoded.
package struct NetworkSpec: Equatable, Sendable {
  package var layers: [LayerSpec]
  /// The head's kernel starts normal with this deviation; nil: Glorot's uniform start.
  package var headDeviation: Float?

  package init(layers: [LayerSpec], headDeviation: Float? = nil) {
    self.layers = layers
    self.headDeviation = headDeviation
  }

  /// The same network with every default that depends on a neighbour made explicit: a recurrent layer
  /// returns its sequence if a layer that takes sequences apart comes later or it stands within another
  /// layer, and its last step if not.
  package var resolved: NetworkSpec {
    var result = self
    result.layers = Self.resolved(layers, isWithin: false)
    return result
  }

  private static func resolved(_ layers: [LayerSpec], isWithin: Bool) -> [LayerSpec] {
    var needsSequence = isWithin
    let backwards = layers.reversed().map { layer -> LayerSpec in
      switch layer {
      case .recurrent(var spec):
        spec.returns = spec.returns ?? (needsSequence ? .sequence : .last)
        needsSequence = true
        return .recurrent(spec)
      case .residual(var spec):
        spec.layers = resolved(spec.layers, isWithin: true)
        return .residual(spec)
      case .gated(let layers, let gate):
        return .gated(
          layers: resolved(layers, isWithin: true), gate: resolved(gate, isWithin: true))
      case .pool, .flatten:
        needsSequence = true
        return layer
      default:
        return layer
      }
    }
    return backwards.reversed()
  }
}

extension NetworkSpec: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case layers
    case headDeviation = "head_deviation"
  }

  package init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    headDeviation = try container.decodeIfPresent(Float.self, forKey: .headDeviation)
    let values = try container.decode([JSONValue].self, forKey: .layers)
    guard values.count <= NetworkLimits.layers else {
      throw ScanlineError(
        .limitExceeded, "\(values.count) layers; the limit is \(NetworkLimits.layers)")
    }
    layers = try values.enumerated().map { try LayerSpec($1, place: "layer \($0)") }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(resolved.layers.map(\.json), forKey: .layers)
    try container.encodeIfPresent(headDeviation.map(JSONValue.float), forKey: .headDeviation)
  }
}
