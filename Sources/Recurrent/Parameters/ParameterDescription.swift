/// One tensor among a network's weights, which are one array of floats.
package struct ParameterDescription: Equatable, Sendable {
  /// Unique within the network: "layers.1.forward.kernel", "head.bias".
  package let name: String
  package let shape: [Int]
  /// Where it starts, in floats.
  package let offset: Int
  package let kind: ParameterKind
  package let initialiser: Initialiser

  /// A kernel, which weight decay applies to, and not a bias.
  package var isMatrix: Bool { kind == .matrix }

  /// Whether it belongs to the dense layer in front of the softmax; its last dimension is the classes.
  package var isOfHead: Bool { name.hasPrefix("head.") }

  /// Floats.
  package var count: Int { shape.reduce(1, *) }

  /// Its place among the weights.
  package var range: Range<Int> { offset..<offset + count }
}
