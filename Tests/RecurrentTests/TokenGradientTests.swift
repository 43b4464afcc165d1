import Testing

@testable import Recurrent

/// Central differences for every layer on the tokens of a grid.
@Suite struct TokenGradientTests {
  private static let grid = GridShape(height: 4, width: 6, channels: 2)
  private static let tokens = LayerSpec.patches(PatchesSpec(size: 2))

  /// A sweep whose functions have derivatives everywhere, as differences need.
  private static func sweep(
    _ units: Int, _ cell: SweepSpec.Cell = .minGRU, axis: SweepSpec.Axis = .both,
    norm: SweepSpec.Norm = .none, candidate: SweepSpec.Candidate = .tanh
  ) -> LayerSpec {
    var spec = SweepSpec(units: units, cell: cell, axis: axis, norm: norm)
    spec.candidate = candidate
    return .sweep(spec)
  }

  static let cases: [GradientTests.Case] = {
    let gelu = LayerSpec.dense(DenseSpec(units: 8, activation: .gelu))
    let back = LayerSpec.dense(DenseSpec(units: 4))
    let chains: [(String, [LayerSpec])] = [
      ("patches that overlap", [.patches(PatchesSpec(size: 2, stride: 1, padding: 1))]),
      ("patches and merge", [.patches(PatchesSpec(size: 1)), .merge(size: 2)]),
      ("dense on tokens", [tokens, .dense(DenseSpec(units: 5, activation: .silu))]),
      ("sweep of columns", [tokens, sweep(4, axis: .columns)]),
      ("sweep of rows", [tokens, sweep(4, axis: .rows)]),
      // 18 units: a full group of lanes and a rest for each direction.
      ("sweep of both", [tokens, sweep(18, candidate: .linear)]),
      ("sweep, batch", [tokens, sweep(4, norm: .batch)]),
      ("sweep, layer", [tokens, sweep(10, norm: .layer)]),
      ("sweep of gru", [tokens, sweep(4, .gru)]),
      ("sweep of lstm", [tokens, sweep(4, .lstm, axis: .rows, norm: .layer)]),
      ("sweep of simple_rnn", [tokens, sweep(6, .simpleRNN, axis: .columns, norm: .batch)]),
      ("batch_norm", [tokens, .batchNorm(BatchNormSpec()), back]),
      ("layer_norm", [tokens, .dense(DenseSpec(units: 9)), .layerNorm(epsilon: 1e-5)]),
      ("local", [tokens, .dense(DenseSpec(units: 9)), .local(size: 3)]),
      ("local, wide", [.local(size: 5)]),
      ("shift", [tokens, .shift(fraction: 1), sweep(4, axis: .rows)]),
      ("shift of some", [tokens, .dense(DenseSpec(units: 10)), .shift(fraction: 0.5)]),
      (
        "residual",
        [tokens, back, .residual(ResidualSpec(layers: [.layerNorm(epsilon: 1e-5), gelu, back]))]
      ),
      (
        "residual, scaled, without some samples",
        [
          tokens, back,
          .residual(
            ResidualSpec(
              layers: [sweep(4, norm: .batch), .dropout(rate: 0.2)], dropPath: 0.4,
              layerScale: 0.5)),
        ]
      ),
      ("gated", [tokens, .gated(layers: [sweep(6)], gate: [.dense(DenseSpec(units: 6))])]),
      (
        "residual of gated",
        [
          tokens, back,
          .residual(
            ResidualSpec(
              layers: [
                .gated(
                  layers: [sweep(6, norm: .layer)],
                  gate: [.dense(DenseSpec(units: 6, activation: .gelu))]), back,
              ], dropPath: 0.3)),
          .residual(ResidualSpec(layers: [.local(size: 3)])),
        ]
      ),
      ("dropout of tokens", [tokens, .dropout(rate: 0.4, unit: .token)]),
      ("dropout of channels", [tokens, .dropout(rate: 0.4, unit: .channel)]),
    ]
    var result = chains.map { name, layers in
      GradientTests.Case(name: name, layers: layers + [.pool(kind: .mean)])
    }
    var gru = RecurrentSpec(cell: .gru, units: 3)
    gru.returns = .sequence
    let sequences: [(String, [LayerSpec])] = [
      ("pool max", [tokens, sweep(4), .pool(kind: .max)]),
      ("pool last", [tokens, sweep(4), .pool(kind: .last)]),
      ("flatten a grid", [tokens, sweep(4), .flatten]),
      ("mean of a sequence", [.rows, .recurrent(gru), .pool(kind: .mean)]),
      ("last of a sequence", [.columns, .recurrent(gru), .pool(kind: .last)]),
      ("flatten a sequence", [.rows, .recurrent(gru), .flatten]),
      (
        "residual of a sequence",
        [
          .rows, .dense(DenseSpec(units: 3)),
          .residual(ResidualSpec(layers: [.recurrent(gru)], dropPath: 0.4, layerScale: 1)),
          .dropout(rate: 0.3, unit: .token), .dropout(rate: 0.3, unit: .channel),
          .batchNorm(BatchNormSpec()), .pool(kind: .mean),
        ]
      ),
      ("norms of a vector", [.rows, .recurrent(gru), .flatten, .layerNorm(epsilon: 1e-3)]),
    ]
    result += sequences.map { GradientTests.Case(name: $0, layers: $1) }
    return result
  }()

  @Test(arguments: cases)
  func gradientsAreTheDifferences(of test: GradientTests.Case) throws {
    try expectDifferences(test.layers, input: Self.grid)
  }
}
