/// What inference makes of a layer (see `Layer.folded`).
struct FoldedLayer {
  /// The layers that do its work, each with its weights; none if there is nothing left to do.
  var parts: [(layer: any Layer, weights: [Float])]
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
    result.parts.append((self, values(weights)))
    return result
  }

  /// A copy of the layer's own weights.
  func values(_ weights: UnsafePointer<Float>) -> [Float] {
    Array(UnsafeBufferPointer(start: weights, count: parameters.count))
  }
}
