/// Levels to a network's input: (level / 255 - mean) / deviation of each channel.
struct NormalisedSink: PixelSink {
  private let target: UnsafeMutablePointer<Float>
  private let isGray: Bool
  private let scale: SIMD4<Float>
  private let offset: SIMD4<Float>

  init(_ target: UnsafeMutablePointer<Float>, input: InputSpec) {
    self.target = target
    isGray = input.channels == 1
    var scale = SIMD4<Float>(repeating: 0)
    var offset = SIMD4<Float>(repeating: 0)
    for channel in 0..<min(input.channels, input.mean.count, input.deviation.count, 4) {
      let deviation = Double(input.deviation[channel])
      scale[channel] = Float(1 / (255 * deviation))
      offset[channel] = Float(-Double(input.mean[channel]) / deviation)
    }
    self.scale = scale
    self.offset = offset
  }

  @inline(__always)
  func store(_ colour: SIMD4<Float>, at index: Int) {
    if isGray { return store(gray: Luma.of(colour), at: index) }
    let value = colour * scale + offset
    let place = target + 3 &* index
    place[0] = value.x
    place[1] = value.y
    place[2] = value.z
  }

  @inline(__always)
  func store(gray level: Float, at index: Int) {
    if isGray {
      target[index] = level * scale.x + offset.x
    } else {
      store(SIMD4(repeating: level), at: index)
    }
  }
}
