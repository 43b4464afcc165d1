import Platform

/// Checks a spec layer by layer and makes the layers.
struct NetworkBuilder {
  /// Of the layers within other layers, which are counted on from `NetworkLimits.layers`; those of the
  /// network itself have the numbers that the spec gives them.
  private var nextIndex = NetworkLimits.layers + 1
  private var parameterCount = 0

  /// The layers of a network, the head last.
  static func build(
    _ spec: NetworkSpec, input: GridShape, classCount: Int
  ) throws -> LayerStack {
    for (value, name) in [
      (input.height, "height"), (input.width, "width"), (input.channels, "channels"),
    ] {
      try NetworkLimits.check(value, NetworkLimits.input, "the input's \(name)")
    }
    _ = try NetworkLimits.product(
      input.height, input.width, input.channels, limit: NetworkLimits.input,
      "values of one sample of the input")
    try NetworkLimits.check(spec.layers.count, NetworkLimits.layers, "the number of layers")
    var builder = NetworkBuilder()
    var parts: [LayerStack.Part] = []
    var shape = TensorShape.grid(input)
    for (index, layer) in spec.layers.enumerated() {
      let made = try builder.make(layer, input: shape, "layer \(index) (\(layer.type))")
      parts.append((made, index, "layers.\(index)"))
      shape = made.output
    }
    guard case .vector = shape else {
      throw ScanlineError(
        .invalidArgument,
        "the last layer gives \(shape.name); the head needs one vector a sample (\"pool\" or a "
          + "recurrent layer with \"return\" \"last\" or \"mean\" gives one)")
    }
    if let deviation = spec.headDeviation, !(deviation >= 0 && deviation <= 1) {
      throw ScanlineError(
        .invalidArgument, "\"head_deviation\" is \(deviation); it must be from 0 to 1")
    }
    let head = DenseLayer(
      input: shape, spec: DenseSpec(units: classCount),
      initialiser: spec.headDeviation.map { .truncatedNormal(deviation: $0) })
    try builder.check(head, "the head")
    parts.append((head, spec.layers.count, "head"))
    return LayerStack(parts, input: .grid(input))
  }

  /// - Parameter place: which layer it is, for messages.
  private mutating func make(
    _ spec: LayerSpec, input: TensorShape, _ place: String
  ) throws -> any Layer {
    let layer: any Layer
    switch spec {
    case .residual(let spec):
      layer = try residual(spec, input: input, place)
    case .gated(let layers, let gate):
      layer = try gated(layers, gate, input: input, place)
    case .sweep(let spec):
      layer = try sweep(spec, input: input, place)
    default:
      layer = try spec.makeLayer(input: input, place)
    }
    try check(layer, place)
    return layer
  }

  private mutating func check(_ layer: any Layer, _ place: String) throws {
    guard layer.output.size <= NetworkLimits.workspace else {
      throw ScanlineError(
        .limitExceeded,
        "\(place) gives \(layer.output.name) for one sample; the limit is "
          + "\(NetworkLimits.workspace) values")
    }
    // What a layer holds was counted when it was made.
    guard !(layer is ResidualLayer || layer is GatedLayer) else { return }
    parameterCount += layer.parameters.count
    guard parameterCount <= NetworkLimits.parameters else {
      throw ScanlineError(
        .limitExceeded,
        "\(place): \(parameterCount) parameters so far; the limit is \(NetworkLimits.parameters)")
    }
  }

  /// A chain of layers within a layer.
  /// - Parameter name: of one of them, for messages.
  private mutating func stack(
    _ specs: [LayerSpec], input: TensorShape, _ place: String, _ name: String = "layer"
  ) throws -> LayerStack {
    try NetworkLimits.check(specs.count, NetworkLimits.layers, "\(place): the number of layers")
    var parts: [LayerStack.Part] = []
    var shape = input
    for (number, spec) in specs.enumerated() {
      let index = try takeIndex(place)
      let made = try make(spec, input: shape, "\(place), \(name) \(number) (\(spec.type))")
      parts.append((made, index, "\(number)"))
      shape = made.output
    }
    return LayerStack(parts, input: input)
  }

  private mutating func takeIndex(_ place: String) throws -> Int {
    defer { nextIndex += 1 }
    try NetworkLimits.check(
      nextIndex, NetworkLimits.allLayers, "\(place): the number of layers in all")
    return nextIndex
  }

  private mutating func residual(
    _ spec: ResidualSpec, input: TensorShape, _ place: String
  ) throws -> ResidualLayer {
    try NetworkLimits.check(rate: spec.dropPath, "\(place): \"drop_path\"")
    let branch = try stack(spec.layers, input: input, place)
    guard branch.output == input else {
      throw ScanlineError(
        .invalidArgument,
        "\(place): its layers give \(branch.output.name), to be added to \(input.name)")
    }
    return ResidualLayer(branch: branch, spec: spec)
  }

  private mutating func gated(
    _ layers: [LayerSpec], _ gate: [LayerSpec], input: TensorShape, _ place: String
  ) throws -> GatedLayer {
    let layers = try stack(layers, input: input, place)
    let gate = try stack(gate, input: input, place, "gate layer")
    guard layers.output == gate.output else {
      throw ScanlineError(
        .invalidArgument,
        "\(place): its layers give \(layers.output.name), to be multiplied by \(gate.output.name) "
          + "of its gate")
    }
    return GatedLayer(input: input, layers: layers, gate: gate)
  }

  /// A sweep is a chain of its own: what normalises and what reads the lines, once an axis.
  private mutating func sweep(
    _ spec: SweepSpec, input: TensorShape, _ place: String
  ) throws -> LayerStack {
    try NetworkLimits.check(spec.units, NetworkLimits.units, "\(place): \"units\"")
    guard spec.units % 2 == 0 else {
      throw ScanlineError(
        .invalidArgument,
        "\(place): \"units\" is \(spec.units); both directions share them, so it must be even")
    }
    guard case .grid(var grid) = input else {
      throw ScanlineError(.invalidArgument, "\(place) needs a grid, but gets \(input.name)")
    }
    var parts: [LayerStack.Part] = []
    for axis in [SweepSpec.Axis.columns, .rows] where spec.axis == axis || spec.axis == .both {
      switch spec.norm {
      case .none: break
      case .batch:
        let norm = BatchNormLayer(input: .grid(grid), spec: BatchNormSpec())
        parts.append((norm, try takeIndex(place), "\(axis).norm"))
      case .layer:
        let norm = LayerNormLayer(input: .grid(grid), epsilon: BatchNormSpec().epsilon)
        parts.append((norm, try takeIndex(place), "\(axis).norm"))
      }
      let columns = axis == .columns
      let layer: any Layer =
        LineCellLayer(input: grid, spec: spec, alongColumns: columns)
        ?? MinGRULayer(input: grid, spec: spec, alongColumns: columns)
      parts.append((layer, try takeIndex(place), "\(axis)"))
      grid.channels = spec.units
    }
    return LayerStack(parts, input: input)
  }
}
