import Platform
import Recurrent

/// Stretches of the flat parameter buffer that learn at rates of their own: the first layers frozen, those behind them
/// the slower the farther they are from the head (ULMFiT, Howard and Ruder 2018, arXiv 1801.06146).
struct ParameterGroups: Sendable {
  struct Group: Equatable, Sendable {
    var range: Range<Int>
    /// Of the learning rate; 0: frozen.
    let factor: Double
  }
  /// Ascending, all parameters in them.
  let groups: [Group]

  /// - Throws: `invalidArgument` when more layers are to be frozen than the network has.
  init(_ settings: TrainingSettings, network: Network) throws {
    let layerCount = network.spec.layers.count
    guard settings.frozenLayers <= layerCount else {
      throw ScanlineError(
        .invalidArgument,
        "frozen_layers is \(settings.frozenLayers); the network has \(layerCount) layers")
    }
    let places = network.parameters.map { Self.layer(of: $0.name) ?? layerCount }
    // Layers without parameters do not count as a distance.
    let learning = Set(places).sorted(by: >)
    self.init(
      zip(network.parameters, places).map { parameter, place in
        let distance = learning.firstIndex(of: place) ?? 0
        let factor =
          place < settings.frozenLayers ? 0 : power(settings.layerDecay, distance)
        return Group(range: parameter.offset..<parameter.offset + parameter.count, factor: factor)
      })
  }

  /// Joins neighbours that learn alike.
  private init(_ parts: [Group]) {
    var groups: [Group] = []
    for part in parts.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      if let last = groups.last, last.factor == part.factor,
        last.range.upperBound == part.range.lowerBound
      {
        groups[groups.count - 1].range = last.range.lowerBound..<part.range.upperBound
      } else {
        groups.append(part)
      }
    }
    self.groups = groups
  }

  /// The number of the spec's layer that a parameter belongs to; nil for the head's.
  static func layer(of name: String) -> Int? {
    let parts = name.split(separator: ".")
    return parts.count > 1 && parts[0] == "layers" ? Int(parts[1]) : nil
  }

  /// Calls `body` for the parts of a stretch that learn, each with its share of the learning rate.
  func forEachLearning(
    in stretch: Range<Int>, _ body: (_ part: Range<Int>, _ factor: Double) -> Void
  ) {
    for group in groups where group.factor > 0 {
      let part = group.range.clamped(to: stretch)
      if !part.isEmpty { body(part, group.factor) }
    }
  }

  /// Makes the gradient of what is frozen 0, so that it counts for nothing in the norm.
  func clearFrozen(_ gradient: UnsafeMutablePointer<Float>) {
    for group in groups where group.factor == 0 {
      (gradient + group.range.lowerBound).update(repeating: 0, count: group.range.count)
    }
  }
}

/// Multiplied out, so that every machine gets the same bits.
private func power(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { product, _ in product * base }
}
