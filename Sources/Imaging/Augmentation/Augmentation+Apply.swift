import Platform

extension Augmentation {
  /// One training picture: geometry and linear colour in one pass over the target, then what else is drawn, normalised.
  /// The numbers come only from (seed, epoch, sample).
  /// - Parameters:
  ///   - source: a `fitted` bitmap, at any scale, with the input's channels.
  ///   - input: what the network expects.
  ///   - target: `[height, width, channels]` floats, all written.
  package func apply(
    to source: Bitmap, input: InputSpec, seed: UInt64, epoch: Int, sample: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    let draw = AugmentationDraw(self, seed: seed, epoch: epoch, sample: sample)
    Self.render(draw, source, input, into: NormalisedSink(target, input: input))
  }

  /// The same picture in 8 bits, to be looked at.
  /// - Throws: `noMemory`.
  package func preview(
    of source: Bitmap, input: InputSpec, seed: UInt64, epoch: Int, sample: Int
  ) throws -> Bitmap {
    let result = try Bitmap(width: input.width, height: input.height, channels: input.channels)
    let draw = AugmentationDraw(self, seed: seed, epoch: epoch, sample: sample)
    Self.render(draw, source, input, into: ByteSink(result))
    withExtendedLifetime(result) {}
    return result
  }

  private static func render(
    _ draw: AugmentationDraw, _ source: Bitmap, _ input: InputSpec, into sink: some PixelSink
  ) {
    let size = (input.width, input.height)
    if draw.operations.isEmpty {
      AugmentationPass.run(draw, from: source, size: size, into: sink)
    } else {
      renderInBytes(draw, source, input, into: sink)
    }
    AugmentationPass.erase(
      draw, size: size, colour: input.meanColour, isGray: input.channels == 1, into: sink)
  }

  /// By way of 8 bits, on which the operations work.
  private static func renderInBytes(
    _ draw: AugmentationDraw, _ source: Bitmap, _ input: InputSpec, into sink: some PixelSink
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: input.floatCount) { room in
      guard let bytes = room.baseAddress else { return }
      let isGray = input.channels == 1
      AugmentationPass.run(
        draw, from: source, size: (input.width, input.height),
        into: ByteSink(bytes, isGray: isGray))
      let picture = PictureBytes(
        bytes: bytes, width: input.width, height: input.height, channels: input.channels)
      for operation in draw.operations { operation.apply(to: picture) }
      for index in 0..<input.width * input.height {
        if isGray {
          sink.store(gray: Float(bytes[index]), at: index)
        } else {
          let place = bytes + 3 * index
          sink.store(
            SIMD4(Float(place[0]), Float(place[1]), Float(place[2]), 0), at: index)
        }
      }
    }
  }
}
