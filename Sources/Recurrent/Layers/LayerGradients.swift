/// What a layer is lent for a backward pass beside its `LayerPass`.
struct LayerGradients {
  /// In: those of the output. The layer may overwrite them.
  let output: UnsafeMutablePointer<Float>
  /// Out: those of the input; nil if nobody needs them.
  let input: UnsafeMutablePointer<Float>?
  /// Out: those of the layer's parameters.
  let weights: UnsafeMutablePointer<Float>
}
