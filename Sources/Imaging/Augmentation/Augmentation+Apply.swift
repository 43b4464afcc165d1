import Platform

extension Augmentation {
  /// One training picture: geometry and colour in one pass over the target, normalised. The numbers come only
  /// from (seed, epoch, sample).
  /// - Parameters:
  ///   - source: a `fitted` bitmap, at any scale, with 1 or 3 channels.
  ///   - input: what the network expects.
  ///   - target: `[height, width, channels]` floats, all written.
  package func apply(
    to source: Bitmap, input: InputSpec, seed: UInt64, epoch: Int, sample: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    let draw = AugmentationDraw(self, seed: seed, epoch: epoch, sample: sample)
    AugmentationPass.run(
      draw, from: source, size: (input.width, input.height),
      into: NormalisedSink(target, input: input))
  }

  /// The same picture in 8 bits, to be looked at.
  /// - Throws: `noMemory`.
  package func preview(
    of source: Bitmap, input: InputSpec, seed: UInt64, epoch: Int, sample: Int
  ) throws -> Bitmap {
    let result = try Bitmap(width: input.width, height: input.height, channels: input.channels)
    let draw = AugmentationDraw(self, seed: seed, epoch: epoch, sample: sample)
    AugmentationPass.run(
      draw, from: source, size: (input.width, input.height), into: ByteSink(result))
    withExtendedLifetime(result) {}
    return result
  }
}
