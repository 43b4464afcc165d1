import Compute
import Platform

extension InputSpec {
  /// Brings a picture to the input's shape and scale, antialiased, in one pass.
  /// - Parameter target: `[height, width, channels]` floats, all written.
  /// - Throws: `noMemory`.
  package func convert(_ pixels: PixelView, into target: UnsafeMutablePointer<Float>) throws {
    let placement = Placement(
      width: pixels.width, height: pixels.height, into: (width, height), fit: fit)
    // The mean colour is 0 when normalised.
    if fit == .pad { target.update(repeating: 0, count: floatCount) }
    try LevelScale.with(self) { scale in
      try Resampler.resample(pixels, placement, channels: channels) { row, levels in
        let start = (placement.targetY + row) * width + placement.targetX
        scale.apply(
          to: levels, into: target + start * channels, count: placement.targetWidth * channels)
      }
    }
  }

  /// The same picture in 8 bits, `scale` times as large as the input, for a cache from which augmented pictures
  /// are sampled.
  /// - Parameter scale: above 0; a size is rounded, and at least 1.
  /// - Throws: `noMemory`.
  package func fitted(_ pixels: PixelView, scale: Double) throws -> Bitmap {
    let size = fittedSize(scale: scale)
    let result = try Bitmap.ofThread(width: size.width, height: size.height, channels: channels)
    let placement = Placement(
      width: pixels.width, height: pixels.height, into: size, fit: fit)
    if fit == .pad { fillWithMean(result) }
    try Resampler.resample(pixels, placement, channels: channels) { row, levels in
      let start = (placement.targetY + row) * size.width + placement.targetX
      Processor.kernels.roundLevels(
        levels, result.pointer + start * channels, placement.targetWidth * channels)
    }
    withExtendedLifetime(result) {}
    return result
  }

  /// The size of a fitted picture, and the least size to which a picture must be decoded for one.
  package func fittedSize(scale: Double) -> (width: Int, height: Int) {
    func side(_ length: Int) -> Int {
      min(max(Int((Double(length) * min(max(scale, 0), 16)).rounded()), 1), 16 * Self.largestSide)
    }
    return (side(width), side(height))
  }

  /// The mean in levels, 0 to 255.
  var meanColour: SIMD4<Float> {
    var colour = SIMD4<Float>(repeating: 0)
    for channel in 0..<min(channels, mean.count, 4) { colour[channel] = 255 * mean[channel] }
    return colour
  }

  /// The level, 0 to 255, that a normalised value came from.
  package func level(of value: Float, channel: Int) -> UInt8 {
    let level = 255 * (value * deviation[channel] + mean[channel])
    return level.isFinite ? UInt8(min(max(level.rounded(), 0), 255)) : 0
  }

  private func fillWithMean(_ bitmap: Bitmap) {
    let colour = meanColour
    for channel in 0..<channels {
      var level: UInt8 = 0
      withUnsafePointer(to: colour[channel]) { Processor.kernels.roundLevels($0, &level, 1) }
      for pixel in 0..<bitmap.width * bitmap.height {
        bitmap.pointer[pixel * channels + channel] = level
      }
    }
    withExtendedLifetime(bitmap) {}
  }
}
