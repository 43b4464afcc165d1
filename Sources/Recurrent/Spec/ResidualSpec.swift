import Platform

/// x + branch(x) (see `ResidualLayer`).
package struct ResidualSpec: Equatable, Sendable {
  package var layers: [LayerSpec]
  /// The probability that a sample goes without the branch while training (stochastic depth).
  package var dropPath: Float = 0
  /// What the branch's channels are multiplied by at first, to be learned; nil: they are not.
  package var layerScale: Float?

  package init(layers: [LayerSpec], dropPath: Float = 0, layerScale: Float? = nil) {
    self.layers = layers
    self.dropPath = dropPath
    self.layerScale = layerScale
  }

  init(_ reader: inout SpecReader) throws {
    layers = try reader.layers("layers")
    dropPath = try reader.rate("drop_path", default: 0)
    layerScale = try reader.number("layer_scale")
  }

  var json: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "layers": .array(layers.map(\.json)), "drop_path": .float(dropPath),
    ]
    if let layerScale { members["layer_scale"] = .float(layerScale) }
    return members
  }
}
