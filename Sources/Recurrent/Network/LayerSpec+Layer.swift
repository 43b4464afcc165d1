import Platform

extension LayerSpec {
  /// The layer that a spec names, if it holds no others.
  /// - Parameter place: which layer it is, for messages.
  /// - Throws: `invalidArgument` or `limitExceeded` naming the layer, the key, the value and the limit.
  func makeLayer(input: TensorShape, _ place: String) throws -> any Layer {
    func refusal(_ needs: String) -> ScanlineError {
      ScanlineError(.invalidArgument, "\(place) needs \(needs), but gets \(input.name)")
    }
    func grid() throws -> GridShape {
      guard case .grid(let grid) = input else { throw refusal("a grid") }
      return grid
    }
    switch self {
    case .rows: return RowsLayer(input: try grid())
    case .columns: return ColumnsLayer(input: try grid())
    case .patches(let spec):
      let grid = try grid()
      return PatchesLayer(input: grid, spec: spec, output: try spec.output(of: grid, place))
    case .merge(let size):
      let spec = PatchesSpec(size: size)
      let grid = try grid()
      return PatchesLayer(input: grid, spec: spec, output: try spec.output(of: grid, place))
    case .recurrent(let spec):
      try NetworkLimits.check(spec.units, NetworkLimits.units, "\(place): \"units\"")
      try NetworkLimits.check(rate: spec.dropout, "\(place): \"dropout\"")
      try NetworkLimits.check(rate: spec.recurrentDropout, "\(place): \"recurrent_dropout\"")
      guard let layer = RecurrentLayer(input: input, spec: spec) else {
        throw refusal("a sequence")
      }
      return layer
    case .local(let size):
      try NetworkLimits.check(size, NetworkLimits.window, "\(place): \"size\"")
      guard size % 2 == 1 else {
        throw ScanlineError(
          .invalidArgument, "\(place): \"size\" is \(size); a window with a middle is odd")
      }
      return LocalLayer(input: try grid(), size: size)
    case .shift(let fraction):
      guard 0...1 ~= fraction else {
        throw ScanlineError(
          .invalidArgument, "\(place): \"fraction\" is \(fraction); it must be from 0 to 1")
      }
      return ShiftLayer(input: try grid(), fraction: fraction)
    case .batchNorm(let spec):
      try Self.check(epsilon: spec.epsilon, place)
      guard spec.momentum > 0, spec.momentum <= 1 else {
        throw ScanlineError(
          .invalidArgument,
          "\(place): \"momentum\" is \(spec.momentum); it must be above 0 and at most 1")
      }
      return BatchNormLayer(input: input, spec: spec)
    case .layerNorm(let epsilon):
      try Self.check(epsilon: epsilon, place)
      return LayerNormLayer(input: input, epsilon: epsilon)
    case .dropout(let rate, let unit):
      try NetworkLimits.check(rate: rate, "\(place): \"rate\"")
      if case .vector = input, unit == .token { throw refusal("a grid or a sequence") }
      return DropoutLayer(input: input, rate: rate, unit: unit)
    case .dense(let spec):
      try NetworkLimits.check(spec.units, NetworkLimits.units, "\(place): \"units\"")
      return DenseLayer(input: input, spec: spec)
    case .pool(let kind):
      if case .vector = input { throw refusal("a grid or a sequence") }
      return PoolLayer(input: input, kind: kind)
    case .flatten:
      if case .vector = input { throw refusal("a grid or a sequence") }
      return FlattenLayer(input: input)
    case .sweep, .residual, .gated:
      throw ScanlineError(.internal, "\(place) is made of other layers")
    }
  }

  private static func check(epsilon: Float, _ place: String) throws {
    guard epsilon > 0, epsilon <= 1 else {
      throw ScanlineError(
        .invalidArgument, "\(place): \"epsilon\" is \(epsilon); it must be above 0 and at most 1")
    }
  }
}
