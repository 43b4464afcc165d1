import CKernels
import Compute
import Platform

/// Antialiased resampling of borrowed pixels, row by row: each target row is first blended from the source
/// rows that it covers (bytes in a line, whatever their format), then along itself, and handed on. Float
/// arithmetic in one fixed order; nothing larger than a row is kept.
enum Resampler {
  /// Calls `body` with each row of the placement's target rectangle.
  /// - Parameters:
  ///   - channels: of the target: 1 or 3. Gray becomes colour, and colour its luma.
  ///   - body: row, counted from the rectangle's first, and its levels `[targetWidth, channels]`, 0 to 255.
  static func resample(
    _ pixels: PixelView, _ placement: Placement, channels: Int,
    _ body: (_ row: Int, _ levels: UnsafePointer<Float>) -> Void
  ) throws {
    let workspace = ResampleWorkspace.current
    let columns = workspace.columnAxis(
      .init(
        source: pixels.width, start: placement.sourceX, length: placement.sourceWidth,
        target: placement.targetWidth))
    let rows = workspace.rowAxis(
      .init(
        source: pixels.height, start: placement.sourceY, length: placement.sourceHeight,
        target: placement.targetHeight))
    let length = pixels.width * pixels.format.bytesPerPixel
    // Pixels are loaded and stored as four floats, also the last one.
    let room = try workspace.row(count: length + placement.targetWidth * channels + 2)
    let line = room.pointer
    let levels = line + length + 1
    for y in 0..<placement.targetHeight {
      rows.weights.withUnsafeBufferPointer { weights in
        guard let base = weights.baseAddress else { return }
        Processor.kernels.blendRows(
          BlendedRows(
            pixels: pixels.base + rows.starts[y] * pixels.stride, stride: pixels.stride,
            weights: base + y * rows.room, count: rows.counts[y], levels: line, length: length))
      }
      shrink(line, columns, pixels.format, channels, into: levels)
      body(y, levels)
    }
    withExtendedLifetime((pixels, room)) {}
  }

  private static func shrink(
    _ line: UnsafePointer<Float>, _ columns: ResampleAxis, _ format: PixelFormat, _ channels: Int,
    into levels: UnsafeMutablePointer<Float>
  ) {
    columns.weights.withUnsafeBufferPointer { weights in
      guard var weight = weights.baseAddress else { return }
      var target = levels
      for x in 0..<columns.starts.count {
        let start = columns.starts[x]
        let count = max(columns.counts[x], 1)
        if format == .gray {
          let level = sum(line + start, weight, count)
          for channel in 0..<channels { target[channel] = level }
        } else {
          let colour = sum(line + start * format.bytesPerPixel, format, weight, count)
          if channels == 1 {
            target[0] = Luma.of(colour)
          } else {
            // The fourth is overwritten by the next pixel.
            UnsafeMutableRawPointer(target).storeBytes(of: colour, as: SIMD4<Float>.self)
          }
        }
        target += channels
        weight += columns.room
      }
    }
  }

  @inline(__always)
  private static func sum(
    _ level: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ count: Int
  ) -> Float {
    var sum = level[0] * weights[0]
    for tap in 1..<count { sum += level[tap] * weights[tap] }
    return sum
  }

  /// Pixels of three or four bytes: one vector a pixel.
  @inline(__always)
  private static func sum(
    _ line: UnsafePointer<Float>, _ format: PixelFormat, _ weights: UnsafePointer<Float>,
    _ count: Int
  ) -> SIMD4<Float> {
    var pixel = UnsafeRawPointer(line)
    let step = 4 * format.bytesPerPixel
    var sum = pixel.loadUnaligned(as: SIMD4<Float>.self) * weights[0]
    for tap in 1..<count {
      pixel += step
      sum += pixel.loadUnaligned(as: SIMD4<Float>.self) * weights[tap]
    }
    return format.isBlueFirst ? SIMD4(sum.z, sum.y, sum.x, sum.w) : sum
  }
}
