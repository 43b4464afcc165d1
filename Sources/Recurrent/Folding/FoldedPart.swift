/// A layer of a folded network, and how it comes by its weights: they are written straight to where the network
/// has them, so that there is one copy of them and no moment with two.
struct FoldedPart {
  let layer: any Layer
  /// Writes the layer's weights. It reads those that were folded, which must be alive.
  let write: (UnsafeMutablePointer<Float>) -> Void

  init(_ layer: any Layer, write: @escaping (UnsafeMutablePointer<Float>) -> Void) {
    self.layer = layer
    self.write = write
  }

  /// A layer with the weights that it had.
  init(_ layer: any Layer, copying weights: UnsafePointer<Float>) {
    let count = layer.parameters.count
    self.init(layer) { $0.update(from: weights, count: count) }
  }
}

extension [FoldedPart] {
  /// Writes the weights of all, one after the other, as a stack of them has them.
  func write(_ target: UnsafeMutablePointer<Float>) {
    var target = target
    for part in self {
      part.write(target)
      target += part.layer.parameters.count
    }
  }
}
