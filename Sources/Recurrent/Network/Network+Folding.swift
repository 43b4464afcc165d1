import Compute

extension Network {
  /// A network for inference that gives the same logits, up to rounding, with less work: batch normalisation is
  /// folded into the weights that follow it, and dropout is gone. Its layers depend on this network alone, and
  /// not on the weights.
  ///
  /// Throws `noMemory`.
  /// - Parameter weights: [parameterCount], of this network. They are the result's if there is nothing to
  ///   fold.
  package func folded(_ weights: FloatBuffer) throws -> (network: Network, weights: FloatBuffer) {
    guard layers.mixesSamples else { return (self, weights) }
    let made = layers.folded(weights.pointer, input: .grid(input), pending: nil)
    let parts = made.parts.enumerated().map { place, part in
      (layer: part.layer, index: place, name: "folded.\(place)")
    }
    let network = Network(spec, LayerStack(parts, input: .grid(input)), input, classCount)
    let folded = try FloatBuffer(count: network.parameterCount)
    made.parts.write(folded.pointer)
    withExtendedLifetime(weights) {}
    return (network, folded)
  }
}
