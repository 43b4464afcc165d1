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
    if format == .gray {
      forEachPixel(columns, of: 1) { x, start, weights, count in
        let level = sum(line + start, weights, count)
        for channel in 0..<channels { levels[channels &* x &+ channel] = level }
      }
    } else if channels == 3 && !format.isBlueFirst {
      let step = format.bytesPerPixel
      forEachPixel(columns, of: step) { x, start, weights, count in
        store(sum(line + start, step, weights, count), levels + 3 &* x)
      }
    } else {
      let step = format.bytesPerPixel
      forEachPixel(columns, of: step) { x, start, weights, count in
        let read = sum(line + start, step, weights, count)
        let colour = format.isBlueFirst ? SIMD4(read.z, read.y, read.x, 0) : read
        if channels == 1 {
          levels[x] = Luma.of(colour)
        } else {
          store(colour, levels + 3 &* x)
        }
      }
    }
  }

  /// Calls `body` with each target pixel, where in the line the first that counts begins, the weights, and how many count.
  @inline(__always)
  private static func forEachPixel(
    _ columns: ResampleAxis, of step: Int,
    _ body: (_ x: Int, _ start: Int, _ weights: UnsafePointer<Float>, _ count: Int) -> Void
  ) {
    columns.starts.withUnsafeBufferPointer { starts in
      columns.counts.withUnsafeBufferPointer { counts in
        columns.weights.withUnsafeBufferPointer { weights in
          guard let starts = starts.baseAddress, let counts = counts.baseAddress,
            var weight = weights.baseAddress
          else { return }
          for x in 0..<columns.starts.count {
            body(x, starts[x] &* step, weight, counts[x])
            weight += columns.room
          }
        }
      }
    }
  }

  /// The fourth float is overwritten by the next pixel.
  @inline(__always)
  private static func store(_ colour: SIMD4<Float>, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: colour, as: SIMD4<Float>.self)
  }

  @inline(__always)
  private static func sum(
    _ level: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ count: Int
  ) -> Float {
    var sum = level[0] * weights[0]
    var tap = 1
    while tap < count {
      sum += level[tap] * weights[tap]
      tap &+= 1
    }
    return sum
  }

  /// Pixels of three or four bytes: one vector a pixel.
  @inline(__always)
  private static func sum(
    _ line: UnsafePointer<Float>, _ step: Int, _ weights: UnsafePointer<Float>, _ count: Int
  ) -> SIMD4<Float> {
    var pixel = UnsafeRawPointer(line)
    var sum = pixel.loadUnaligned(as: SIMD4<Float>.self) * weights[0]
    var tap = 1
    while tap < count {
      pixel += 4 &* step
      sum += pixel.loadUnaligned(as: SIMD4<Float>.self) * weights[tap]
      tap &+= 1
    }
    return sum
  }
}
