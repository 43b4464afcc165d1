/// What a layer is lent for a backward pass beside its `LayerPass`.
struct LayerGradients {
  /// In: those of the output. The layer may overwrite them.
  let output: UnsafeMutablePointer<Float>
  /// Out: those of the input; nil if nobody needs them.
  let input: UnsafeMutablePointer<Float>?
  /// Out: those of the layer's parameters.
  let weights: UnsafeMutablePointer<Float>
  /// What statistics are multiplied by: the samples' share of the batch that the gradients are summed over.
  let share: Float
}
