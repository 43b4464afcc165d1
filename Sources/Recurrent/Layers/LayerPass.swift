/// What a layer is lent for one call.
struct LayerPass {
  /// The layer's place in the network, part of the name of its dropout masks.
  let index: Int
  /// Samples, N.
  let count: Int
  let weights: UnsafePointer<Float>
  let input: UnsafePointer<Float>
  let output: UnsafeMutablePointer<Float>
  let memory: UnsafeMutablePointer<Float>
  let scratch: UnsafeMutablePointer<Float>
  /// nil: nothing is dropped.
  let dropout: DropoutKey?
}
