/// One tensor among a network's weights, which are one array of floats.
package struct ParameterDescription: Equatable, Sendable {
  /// Unique within the network: "layers.1.forward.kernel", "head.bias".
  package let name: String
  package let shape: [Int]
  /// Where it starts, in floats.
  package let offset: Int
  /// A kernel, which weight decay applies to, and not a bias.
  package let isMatrix: Bool
  package let initialiser: Initialiser

  /// Floats.
  package var count: Int { shape.reduce(1, *) }
}
