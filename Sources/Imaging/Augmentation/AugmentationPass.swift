/// The one pass of an augmented picture: for each target pixel, four source pixels around its place,
/// interpolated (bilinear), recoloured, stored. Beyond its borders the source goes on as `Border` says: the
/// tables hold, for every position that the map can reach, where it lies in memory.
enum AugmentationPass {
  static func run(
    _ draw: AugmentationDraw, from source: Bitmap, size: (width: Int, height: Int),
    into sink: some PixelSink
  ) {
    let border = draw.border
    let map = AffineMap(draw, source: (source.width, source.height), target: size)
    let colour = ColourMap(draw, mean: ColourMap.mean(of: source))
    let columns = AffineMap.bounds(origin: map.x0, column: map.xx, row: map.xy, target: size)
    let rows = AffineMap.bounds(origin: map.y0, column: map.yx, row: map.yy, target: size)
    // One more on each table: the right and the lower neighbour.
    withUnsafeTemporaryAllocation(of: Int.self, capacity: columns.count + rows.count + 2) { table in
      guard let columnOffsets = table.baseAddress else { return }
      let rowOffsets = columnOffsets + columns.count + 1
      for i in 0...columns.count {
        columnOffsets[i] = border.position(columns.lowerBound + i, source.width) * source.channels
      }
      for i in 0...rows.count {
        rowOffsets[i] = border.position(rows.lowerBound + i, source.height) * source.stride
      }
      let base = UnsafePointer(source.pointer)
      // Positions from here on count from the tables' first entries.
      let x0 = map.x0 - columns.lowerBound << AffineMap.fractionBits
      let y0 = map.y0 - rows.lowerBound << AffineMap.fractionBits
      var index = 0
      for row in 0..<size.height {
        var x = x0 &+ map.xy &* row
        var y = y0 &+ map.yy &* row
        if source.channels == 1 {
          for _ in 0..<size.width {
            let level = sample(
              base, columnOffsets + x >> AffineMap.fractionBits,
              rowOffsets + y >> AffineMap.fractionBits, fraction(x), fraction(y))
            sink.store(gray: colour.applied(toGray: level), at: index)
            index &+= 1
            x &+= map.xx
            y &+= map.yx
          }
        } else {
          for _ in 0..<size.width {
            let pixel = sampleColour(
              base, columnOffsets + x >> AffineMap.fractionBits,
              rowOffsets + y >> AffineMap.fractionBits, fraction(x), fraction(y))
            sink.store(colour.applied(to: pixel), at: index)
            index &+= 1
            x &+= map.xx
            y &+= map.yx
          }
        }
      }
    }
    withExtendedLifetime(source) {}
  }

  /// Overwrites the rectangle that the draw erases, if it does.
  /// - Parameter colour: levels, 0 to 255.
  static func erase(
    _ draw: AugmentationDraw, size: (width: Int, height: Int), colour: SIMD4<Float>, isGray: Bool,
    into sink: some PixelSink
  ) {
    guard let rectangle = draw.erased else { return }
    let (columns, rows) = rectangle.pixels(of: size)
    for row in rows {
      for column in columns {
        let index = row &* size.width &+ column
        if isGray {
          sink.store(gray: colour.x, at: index)
        } else {
          sink.store(colour, at: index)
        }
      }
    }
  }

  /// The part of a fixed-point position that is behind the point.
  @inline(__always)
  private static func fraction(_ position: Int) -> Float {
    Float((position >> 8) & 0xFF_FFFF) * 0x1p-24
  }

  @inline(__always)
  private static func sampleColour(
    _ base: UnsafePointer<UInt8>, _ columns: UnsafePointer<Int>, _ rows: UnsafePointer<Int>,
    _ fx: Float, _ fy: Float
  ) -> SIMD4<Float> {
    let upper = base + rows[0]
    let lower = base + rows[1]
    let a = load(upper + columns[0])
    let b = load(upper + columns[1])
    let c = load(lower + columns[0])
    let d = load(lower + columns[1])
    let top = a + (b - a) * fx
    let bottom = c + (d - c) * fx
    return top + (bottom - top) * fy
  }

  @inline(__always)
  private static func sample(
    _ base: UnsafePointer<UInt8>, _ columns: UnsafePointer<Int>, _ rows: UnsafePointer<Int>,
    _ fx: Float, _ fy: Float
  ) -> Float {
    let upper = base + rows[0]
    let lower = base + rows[1]
    let a = Float(upper[columns[0]])
    let b = Float(upper[columns[1]])
    let c = Float(lower[columns[0]])
    let d = Float(lower[columns[1]])
    let top = a + (b - a) * fx
    let bottom = c + (d - c) * fx
    return top + (bottom - top) * fy
  }

  /// Three bytes as floats; the fourth (of the next pixel, or a bitmap's slack) is never used. As one word: of four bytes
  /// the compiler would load three, one by one.
  @inline(__always)
  private static func load(_ pixel: UnsafePointer<UInt8>) -> SIMD4<Float> {
    let word = UnsafeRawPointer(pixel).loadUnaligned(as: UInt32.self)
    let bytes = SIMD4<UInt32>(word, word &>> 8, word &>> 16, word &>> 24) & SIMD4(repeating: 255)
    return SIMD4<Float>(SIMD4<Int32>(truncatingIfNeeded: bytes))
  }
}
