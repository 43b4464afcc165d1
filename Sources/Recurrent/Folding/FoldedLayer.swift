/// What inference makes of a layer (see `Layer.folded`).
struct FoldedLayer {
  /// The layers that do its work; none if there is nothing left to do.
  var parts: [FoldedPart]
  /// What is still to be done to the output; nil: nothing.
  var pending: ChannelMap?
}

extension Layer {
  /// The layer as it is, after what is pending.
  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    var result = FoldedLayer(parts: [], pending: nil)
    if let pending { result.parts.append(BatchNormLayer.applying(pending, input: input)) }
    result.parts.append(FoldedPart(self, copying: weights))
    return result
  }
}
