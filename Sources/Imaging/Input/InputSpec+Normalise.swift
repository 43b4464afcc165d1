import Compute

extension InputSpec {
  /// Levels of 0 to 255 to what the network reads: (level / 255 - mean) / deviation of each channel.
  /// - Parameters:
  ///   - levels: `[pixels, channels]`.
  ///   - target: the same; may be `levels`.
  func normalise(
    _ levels: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, pixels: Int
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * channels) { room in
      guard let scale = room.baseAddress else { return }
      let offset = scale + channels
      for channel in 0..<channels {
        let deviation = Double(self.deviation[channel])
        scale[channel] = Float(1 / (255 * deviation))
        offset[channel] = Float(-Double(mean[channel]) / deviation)
      }
      Processor.kernels.normaliseLevels(levels, scale, offset, channels, target, pixels)
    }
  }
}
