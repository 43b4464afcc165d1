import Platform
import Recurrent

/// Networks with a name, for pictures of 64 x 64 unless the spec says otherwise. What each costs and reaches
/// stands in docs/model-spec.md.
package enum Preset: String, CaseIterable, Sendable {
  /// An LSTM of 128 units over the rows.
  case rows
  /// Two stages of sweeps over tokens of 4 x 4 pixels.
  case fast
  /// Two stages of residual blocks, a sweep and a feed-forward part each.
  case base
  /// Three stages, the first over tokens of 2 x 2 pixels.
  case accurate

  /// The preset of a name.
  /// - Throws: `invalidArgument` with the list of names for an unknown one.
  init(name: String) throws {
    guard let preset = Preset(rawValue: name) else {
      let known = Preset.allCases.map(\.rawValue).joined(separator: ", ")
      throw ScanlineError(
        .invalidArgument, "preset \"\(name)\" is not one of \(known)")
    }
    self = preset
  }

  package var network: NetworkSpec {
    switch self {
    case .rows:
      NetworkSpec(layers: [.rows, .recurrent(RecurrentSpec(cell: .lstm, units: 128))])
    case .fast:
      NetworkSpec(
        layers: [
          .patches(PatchesSpec(size: 4)), Self.sweep(96), .merge(size: 2), Self.sweep(192),
          .batchNorm(BatchNormSpec()), .pool(kind: .mean), .dropout(rate: 0.2),
        ], headDeviation: 0.02)
    case .base:
      NetworkSpec(
        layers: [.patches(PatchesSpec(size: 4)), Self.dense(96)]
          + Self.blocks(2, units: 96, dropPath: 0.05)
          + [.merge(size: 2), Self.dense(192)]
          + Self.blocks(2, units: 192, dropPath: 0.1)
          + [.batchNorm(BatchNormSpec()), .pool(kind: .mean), .dropout(rate: 0.2)],
        headDeviation: 0.02)
    case .accurate:
      NetworkSpec(
        layers: [.patches(PatchesSpec(size: 2)), Self.dense(64)]
          + Self.blocks(2, units: 64, dropPath: 0.05)
          + [.merge(size: 2), Self.dense(128)]
          + Self.blocks(2, units: 128, dropPath: 0.1)
          + [.merge(size: 2), Self.dense(256)]
          + Self.blocks(2, units: 256, dropPath: 0.15)
          + [.batchNorm(BatchNormSpec()), .pool(kind: .mean), .dropout(rate: 0.2)],
        headDeviation: 0.02)
    }
  }

  private static func sweep(_ units: Int) -> LayerSpec {
    .sweep(SweepSpec(units: units, norm: .batch))
  }

  private static func dense(_ units: Int, _ activation: DenseSpec.Activation = .linear)
    -> LayerSpec
  {
    .dense(DenseSpec(units: units, activation: activation))
  }

  /// Residual blocks: neighbours mixed and a sweep, then a feed-forward part.
  private static func blocks(_ count: Int, units: Int, dropPath: Float) -> [LayerSpec] {
    (0..<count).flatMap { _ -> [LayerSpec] in
      [
        .residual(ResidualSpec(layers: [sweep(units)], dropPath: dropPath)),
        .residual(
          ResidualSpec(
            layers: [
              .batchNorm(BatchNormSpec()), dense(2 * units, .gelu), dense(units),
            ], dropPath: dropPath)),
      ]
    }
  }
}
