/// y = scale x + offset for each feature: what batch normalisation is once its statistics stand still, on its
/// way into the weights of a layer that comes later.
struct ChannelMap: Sendable {
  let scale: [Float]
  let offset: [Float]

  /// This map and then another one.
  func then(_ next: ChannelMap) -> ChannelMap {
    ChannelMap(
      scale: zip(scale, next.scale).map { $0 * $1 },
      offset: offset.indices.map { next.scale[$0] * offset[$0] + next.offset[$0] })
  }

  /// The map of `count` copies of the features, one after the other.
  func repeated(_ count: Int) -> ChannelMap {
    ChannelMap(
      scale: Array(repeatElement(scale, count: count).joined()),
      offset: Array(repeatElement(offset, count: count).joined()))
  }

  /// Puts the map into what follows it, x W + b.
  /// - Parameters:
  ///   - kernel: [features, columns], to be multiplied row by row.
  ///   - bias: [columns], to which the offset's product is added.
  func fold(
    into kernel: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>, columns: Int
  ) {
    for row in scale.indices {
      for column in 0..<columns {
        bias[column] += offset[row] * kernel[row * columns + column]
        kernel[row * columns + column] *= scale[row]
      }
    }
  }
}
