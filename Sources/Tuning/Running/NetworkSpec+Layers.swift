import Recurrent

/// Changes to all layers of a network, those within residual and gated branches included.
extension NetworkSpec {
  /// Every layer, a branch before those within it.
  var allLayers: [LayerSpec] { Self.flattened(layers) }

  private static func flattened(_ layers: [LayerSpec]) -> [LayerSpec] {
    layers.flatMap { layer -> [LayerSpec] in
      switch layer {
      case .residual(let spec): [layer] + flattened(spec.layers)
      case .gated(let layers, let gate): [layer] + flattened(layers) + flattened(gate)
      default: [layer]
      }
    }
  }

  /// Replaces every layer; a branch's own layers have been replaced when its turn comes.
  mutating func changeLayers(_ change: (LayerSpec) -> LayerSpec) {
    layers = Self.changed(layers, change)
  }

  private static func changed(
    _ layers: [LayerSpec], _ change: (LayerSpec) -> LayerSpec
  ) -> [LayerSpec] {
    layers.map { layer in
      switch layer {
      case .residual(var spec):
        spec.layers = changed(spec.layers, change)
        return change(.residual(spec))
      case .gated(let layers, let gate):
        return change(.gated(layers: changed(layers, change), gate: changed(gate, change)))
      default: return change(layer)
      }
    }
  }

  /// Multiplies the features of recurrent, sweep and dense layers. Equal numbers stay equal, so that residual
  /// branches still fit, and even ones stay even.
  mutating func scaleUnits(by factor: Double) {
    func scaled(_ units: Int) -> Int {
      let parts = units % 2 == 0 ? 2 : 1
      let scaled = (Double(units / parts) * factor).rounded()
      return parts * min(max(Int(exactly: scaled) ?? .max / 2, 1), NetworkLimits.units)
    }
    changeLayers { layer in
      switch layer {
      case .recurrent(var spec):
        spec.units = scaled(spec.units)
        return .recurrent(spec)
      case .sweep(var spec):
        spec.units = scaled(spec.units)
        return .sweep(spec)
      case .dense(var spec):
        spec.units = scaled(spec.units)
        return .dense(spec)
      default: return layer
      }
    }
  }

  /// Gives the network's dropout layers this rate. A network without any gets one after each recurrent layer,
  /// or, without those, before its head.
  mutating func setDropout(_ rate: Float) {
    if allLayers.contains(where: \.isDropout) {
      changeLayers { layer in
        if case .dropout(_, let unit) = layer { .dropout(rate: rate, unit: unit) } else { layer }
      }
    } else if rate > 0 {
      layers =
        layers.contains(where: \.isRecurrent)
        ? layers.flatMap { $0.isRecurrent ? [$0, .dropout(rate: rate)] : [$0] }
        : layers + [.dropout(rate: rate)]
    }
  }

  /// The largest probability of a residual branch to be left out; nil without such branches.
  var dropPath: Float? {
    allLayers.compactMap { layer in
      if case .residual(let spec) = layer { spec.dropPath } else { nil }
    }.max()
  }

  /// Makes this the largest probability of a branch. The others keep their proportion to it; where all are
  /// 0 they grow evenly with the depth, as in Huang et al. 2016 (arXiv 1603.09382).
  mutating func setDropPath(_ rate: Float) {
    let largest = dropPath ?? 0
    let count = allLayers.count { $0.isResidual }
    var index = 0
    changeLayers { layer in
      guard case .residual(var spec) = layer else { return layer }
      index += 1
      spec.dropPath =
        largest > 0 ? rate * (spec.dropPath / largest) : rate * Float(index) / Float(count)
      return .residual(spec)
    }
  }
}

extension LayerSpec {
  var isRecurrent: Bool {
    if case .recurrent = self { true } else { false }
  }

  var isDropout: Bool {
    if case .dropout = self { true } else { false }
  }

  var isResidual: Bool {
    if case .residual = self { true } else { false }
  }
}
