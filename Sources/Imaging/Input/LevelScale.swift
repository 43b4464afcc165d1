import Compute

/// Brings levels of 0 to 255 to what a network reads: (level / 255 - mean) / deviation of each channel.
struct LevelScale {
  /// As `normaliseLevels` takes them.
  private static let patternLength = 48

  private let factors: UnsafeMutablePointer<Float>
  private var terms: UnsafeMutablePointer<Float> { factors + Self.patternLength }

  /// Calls `body` with the scale of an input; it is good until then.
  static func with<Failure: Error>(
    _ input: InputSpec, _ body: (LevelScale) throws(Failure) -> Void
  ) throws(Failure) {
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * patternLength) {
      room throws(Failure) in
      guard let base = room.baseAddress else { return }
      let scale = LevelScale(factors: base)
      for channel in 0..<input.channels {
        let deviation = Double(input.deviation[channel])
        let factor = Float(1 / (255 * deviation))
        let term = Float(-Double(input.mean[channel]) / deviation)
        for index in stride(from: channel, to: patternLength, by: input.channels) {
          scale.factors[index] = factor
          scale.terms[index] = term
        }
      }
      try body(scale)
    }
  }

  /// - Parameters:
  ///   - levels: whole pixels, `count` floats.
  ///   - target: as many; may be `levels`.
  func apply(
    to levels: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    Processor.kernels.normaliseLevels(levels, factors, terms, target, count)
  }
}
