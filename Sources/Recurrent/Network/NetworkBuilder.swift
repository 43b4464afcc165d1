import Platform

/// Checks a spec layer by layer and makes the layers.
struct NetworkBuilder {
  private(set) var layers: [any Layer] = []
  private(set) var weightOffsets: [Int] = []
  private(set) var parameters = ParameterList()
  private var shape: TensorShape

  init(spec: NetworkSpec, input: GridShape, classCount: Int) throws {
    for (value, name) in [
      (input.height, "height"), (input.width, "width"), (input.channels, "channels"),
    ] {
      try NetworkLimits.check(value, NetworkLimits.input, "the input's \(name)")
    }
    _ = try NetworkLimits.product(
      input.height, input.width, input.channels, limit: NetworkLimits.input,
      "values of one sample of the input")
    try NetworkLimits.check(spec.layers.count, NetworkLimits.layers, "the number of layers")
    shape = .grid(input)
    for (index, layer) in spec.layers.enumerated() {
      let place = "layer \(index) (\(layer.type))"
      try add(try Self.make(layer, input: shape, place), "layers.\(index)", place)
    }
    guard case .vector = shape,
      let head = DenseLayer(input: shape, spec: DenseSpec(units: classCount))
    else {
      throw ScanlineError(
        .invalidArgument,
        "the last layer gives \(shape.name); the head needs one vector a sample (a recurrent "
          + "layer with \"return\" \"last\" or \"mean\" gives one)")
    }
    try add(head, "head", "the head")
  }

  private static func make(
    _ spec: LayerSpec, input: TensorShape, _ place: String
  ) throws -> any Layer {
    let layer: (any Layer)?
    let needs: String
    switch spec {
    case .rows, .columns:
      needs = "a grid, and must come first"
      if case .grid(let grid) = input {
        layer = spec == .rows ? RowsLayer(input: grid) : ColumnsLayer(input: grid)
      } else {
        layer = nil
      }
    case .recurrent(let spec):
      try NetworkLimits.check(spec.units, NetworkLimits.units, "\(place): \"units\"")
      try NetworkLimits.check(rate: spec.dropout, "\(place): \"dropout\"")
      try NetworkLimits.check(rate: spec.recurrentDropout, "\(place): \"recurrent_dropout\"")
      needs = "a sequence"
      layer = RecurrentLayer(input: input, spec: spec)
    case .dropout(let rate):
      try NetworkLimits.check(rate: rate, "\(place): \"rate\"")
      needs = "anything"
      layer = DropoutLayer(input: input, rate: rate)
    case .dense(let spec):
      try NetworkLimits.check(spec.units, NetworkLimits.units, "\(place): \"units\"")
      needs = "a sequence or a vector"
      layer = DenseLayer(input: input, spec: spec)
    }
    guard let layer else {
      throw ScanlineError(.invalidArgument, "\(place) needs \(needs), but gets \(input.name)")
    }
    return layer
  }

  private mutating func add(_ layer: any Layer, _ name: String, _ place: String) throws {
    weightOffsets.append(parameters.add(layer.parameters, under: name))
    layers.append(layer)
    shape = layer.output
    guard parameters.count <= NetworkLimits.parameters else {
      throw ScanlineError(
        .limitExceeded,
        "\(place): \(parameters.count) parameters so far; the limit is \(NetworkLimits.parameters)")
    }
  }
}
