import Platform
import Recurrent

/// Networks with a name, for pictures of 64 x 64 unless the spec says otherwise. What each costs and reaches
/// stands in docs/model-spec.md.
package enum Preset: String, CaseIterable, Sendable {
  /// An LSTM of 128 units over the rows.
  case rows
  /// Two stages of sweeps, of 64 and 128 units.
  case fast
  /// Two stages of sweeps, of 96 and 192 units.
  case base
  /// Two stages of sweeps, of 192 and 384 units.
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
    case .fast: Self.sweeps(width: 32)
    case .base: Self.sweeps(width: 48)
    case .accurate: Self.sweeps(width: 96)
    }
  }

  /// A stem and two stages, each a sweep over tokens of twice the features and half the grid. Windows overlap
  /// by half, so that an edge lies whole in one of them wherever it is; nothing is residual: networks this
  /// shallow learned less with it in as many epochs (Benchmarks/RESULTS.md).
  private static func sweeps(width: Int) -> NetworkSpec {
    NetworkSpec(
      layers: embedding(width)
        + embedding(2 * width) + [.sweep(SweepSpec(units: 2 * width, norm: .batch))]
        + embedding(4 * width) + [.sweep(SweepSpec(units: 4 * width, norm: .batch))]
        + [.batchNorm(BatchNormSpec()), .pool(kind: .mean), .dropout(rate: 0.2)],
      headDeviation: 0.02)
  }

  /// Windows of 4 x 4, two apart, as tokens of so many features.
  private static func embedding(_ units: Int) -> [LayerSpec] {
    [
      .patches(PatchesSpec(size: 4, stride: 2, padding: 1)),
      .dense(DenseSpec(units: units, activation: .relu)), .batchNorm(BatchNormSpec()),
    ]
  }
}
