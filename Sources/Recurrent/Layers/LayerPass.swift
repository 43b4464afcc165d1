/// What a layer is lent for one call.
struct LayerPass {
  /// The layer's number in the network, part of the name of its dropout masks.
  let index: Int
  /// Samples, N.
  let count: Int
  let weights: UnsafePointer<Float>
  /// The layer's `kernels`, packed; nil while training: the layer packs them itself.
  let packed: UnsafePointer<Float>?
  let input: UnsafePointer<Float>
  let output: UnsafeMutablePointer<Float>
  let memory: UnsafeMutablePointer<Float>
  let scratch: UnsafeMutablePointer<Float>
  /// nil: nothing is dropped, and what is normalised by a batch takes the running statistics.
  let dropout: DropoutKey?
  /// Whether a backward pass follows, for which `memory` is to be kept.
  let keepsMemory: Bool

  /// Whether the pass is one of training, with dropout and the batch's own statistics.
  var isTraining: Bool { dropout != nil }
}
