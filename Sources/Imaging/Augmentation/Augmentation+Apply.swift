import CKernels
import Compute
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
    Self.render(draw, source, input, into: target)
    LevelScale.with(input) { $0.apply(to: target, into: target, count: input.floatCount) }
  }

  /// The same picture in 8 bits, to be looked at.
  /// - Throws: `noMemory`.
  package func preview(
    of source: Bitmap, input: InputSpec, seed: UInt64, epoch: Int, sample: Int
  ) throws -> Bitmap {
    let result = try Bitmap(width: input.width, height: input.height, channels: input.channels)
    let levels = try FloatBuffer(count: input.floatCount)
    let draw = AugmentationDraw(self, seed: seed, epoch: epoch, sample: sample)
    Self.render(draw, source, input, into: levels.pointer)
    Processor.kernels.roundLevels(levels.pointer, result.pointer, input.floatCount)
    withExtendedLifetime((levels, result)) {}
    return result
  }

  /// - Parameter levels: out: `[height, width, channels]`, 0 to 255.
  private static func render(
    _ draw: AugmentationDraw, _ source: Bitmap, _ input: InputSpec,
    into levels: UnsafeMutablePointer<Float>
  ) {
    let size = (input.width, input.height)
    AugmentationPass.run(draw, from: source, size: size, into: levels)
    if !draw.operations.isEmpty { apply(draw.operations, to: levels, input) }
    AugmentationPass.erase(
      draw, levels, size: size, channels: input.channels, colour: input.meanColour)
  }

  /// By way of 8 bits, on which the operations work.
  private static func apply(
    _ operations: InlineList<15, PictureOperation>, to levels: UnsafeMutablePointer<Float>,
    _ input: InputSpec
  ) {
    let count = input.floatCount
    ThreadMemory.lend(count) { room in
      let bytes = room.bindMemory(to: UInt8.self, capacity: count)
      Processor.kernels.roundLevels(levels, bytes, count)
      let picture = PictureBytes(
        bytes: bytes, width: input.width, height: input.height, channels: input.channels)
      for operation in operations { operation.apply(to: picture) }
      withUnsafePointer(to: 1 as Float) { one in
        Processor.kernels.blendRows(
          BlendedRows(
            pixels: bytes, stride: 0, weights: one, count: 1, levels: levels, length: count))
      }
    }
  }
}
