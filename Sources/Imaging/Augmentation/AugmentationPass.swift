import CKernels
import Compute
import Platform

/// The one pass of an augmented picture: for each target pixel, four source pixels around its place,
/// interpolated (bilinear) and recoloured. Beyond its borders the source goes on as `Border` says: the
/// tables hold, for every position that the map can reach, where it lies in memory.
enum AugmentationPass {
  /// - Parameter levels: out: `[height, width, channels]`, 0 to 255.
  static func run(
    _ draw: AugmentationDraw, from source: Bitmap, size: (width: Int, height: Int),
    into levels: UnsafeMutablePointer<Float>
  ) {
    askFor(source)
    ColourMap.with(draw, source) { colour in
      let border = draw.border
      let map = AffineMap(draw, source: (source.width, source.height), target: size)
      let columns = AffineMap.bounds(origin: map.x0, column: map.xx, row: map.xy, target: size)
      let rows = AffineMap.bounds(origin: map.y0, column: map.yx, row: map.yy, target: size)
      // One more on each table: the right and the lower neighbour.
      let room = columns.count + rows.count + 2
      ThreadMemory.lend(room * MemoryLayout<Int>.stride) { table in
        let columnOffsets = table.bindMemory(to: Int.self, capacity: room)
        let rowOffsets = columnOffsets + columns.count + 1
        for i in 0...columns.count {
          columnOffsets[i] =
            border.position(columns.lowerBound + i, source.width) * source.channels
        }
        for i in 0...rows.count {
          rowOffsets[i] = border.position(rows.lowerBound + i, source.height) * source.stride
        }
        // Positions from here on count from the tables' first entries.
        let x0 = map.x0 - columns.lowerBound << AffineMap.fractionBits
        let y0 = map.y0 - rows.lowerBound << AffineMap.fractionBits
        for row in 0..<size.height {
          Processor.kernels.warpRow(
            WarpedRow(
              pixels: source.pointer, channels: source.channels, columns: columnOffsets,
              rows: rowOffsets, x: x0 + map.xy * row, y: y0 + map.yy * row, stepX: map.xx,
              stepY: map.yx, width: size.width, colour: colour,
              levels: levels + row * size.width * source.channels))
        }
      }
    }
    withExtendedLifetime(source) {}
  }

  /// Begins to bring a picture into the caches, all of it at once (of a large one the first part): read askew, the processor
  /// would wait line by line.
  private static func askFor(_ source: Bitmap) {
    let bytes = UnsafeRawPointer(source.pointer)
    for start in stride(from: 0, to: min(source.byteCount, 1 << 16), by: 64) {
      scanline_prefetch((bytes + start).assumingMemoryBound(to: Float.self))
    }
  }

  /// Overwrites the rectangle that the draw erases, if it does.
  /// - Parameters:
  ///   - levels: `[height, width, channels]`, 0 to 255.
  ///   - colour: levels, one a channel.
  static func erase(
    _ draw: AugmentationDraw, _ levels: UnsafeMutablePointer<Float>,
    size: (width: Int, height: Int), channels: Int, colour: SIMD4<Float>
  ) {
    guard let rectangle = draw.erased else { return }
    let (columns, rows) = rectangle.pixels(of: size)
    for row in rows {
      for column in columns {
        let pixel = levels + (row * size.width + column) * channels
        for channel in 0..<channels { pixel[channel] = colour[channel] }
      }
    }
  }
}
