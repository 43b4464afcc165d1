import Compute
import Platform

/// Antialiased resampling of borrowed pixels, row by row: each target row is first blended from the source
/// rows that it covers (bytes in a line, whatever their format), then along itself, and handed to the sink. Float
/// arithmetic in one fixed order; nothing larger than a row is kept.
enum Resampler {
  /// Fills the placement's target rectangle of a picture that is `targetStride` pixels wide.
  static func resample(
    _ pixels: PixelView, _ placement: Placement, targetStride: Int, into sink: some PixelSink
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
    // Three floats more than a row: the last pixel is loaded as four.
    let line = try workspace.row(count: pixels.width * pixels.format.bytesPerPixel + 3)
    for y in 0..<placement.targetHeight {
      rows.weights.withUnsafeBufferPointer { weights in
        guard let base = weights.baseAddress else { return }
        blend(
          pixels.base + rows.starts[y] * pixels.stride, stride: pixels.stride,
          weights: base + y * rows.room, count: rows.counts[y],
          into: line.pointer, length: pixels.width * pixels.format.bytesPerPixel)
      }
      let index = (placement.targetY + y) * targetStride + placement.targetX
      if pixels.format == .gray {
        shrinkGray(line.pointer, columns, into: sink, at: index)
      } else {
        shrink(line.pointer, columns, pixels.format, into: sink, at: index)
      }
    }
    withExtendedLifetime((pixels, line)) {}
  }

  /// line = sum of weights[i] * row i. Two rows a pass, which halves the traffic on the line.
  private static func blend(
    _ base: UnsafePointer<UInt8>, stride: Int, weights: UnsafePointer<Float>, count: Int,
    into line: UnsafeMutablePointer<Float>, length: Int
  ) {
    let w0 = weights[0]
    if count == 1 {
      for i in 0..<length { line[i] = w0 * Float(base[i]) }
      return
    }
    let second = base + stride
    let w1 = weights[1]
    for i in 0..<length { line[i] = w0 * Float(base[i]) + w1 * Float(second[i]) }
    var row = 2
    while row + 1 < count {
      let a = base + row * stride
      let b = a + stride
      let wa = weights[row]
      let wb = weights[row + 1]
      for i in 0..<length { line[i] = line[i] + (wa * Float(a[i]) + wb * Float(b[i])) }
      row += 2
    }
    if row < count {
      let a = base + row * stride
      let wa = weights[row]
      for i in 0..<length { line[i] = line[i] + wa * Float(a[i]) }
    }
  }

  /// Pixels of three or four bytes: one vector a pixel.
  @inline(__always)
  private static func shrink(
    _ line: UnsafeMutablePointer<Float>, _ columns: ResampleAxis, _ format: PixelFormat,
    into sink: some PixelSink, at index: Int
  ) {
    let step = format.bytesPerPixel
    let blueFirst = format.isBlueFirst
    columns.weights.withUnsafeBufferPointer { weights in
      guard var weight = weights.baseAddress else { return }
      for x in 0..<columns.starts.count {
        var pixel = UnsafeRawPointer(line + columns.starts[x] * step)
        var sum = pixel.loadUnaligned(as: SIMD4<Float>.self) * weight[0]
        for tap in 1..<max(columns.counts[x], 1) {
          pixel += 4 * step
          sum += pixel.loadUnaligned(as: SIMD4<Float>.self) * weight[tap]
        }
        sink.store(blueFirst ? SIMD4(sum.z, sum.y, sum.x, sum.w) : sum, at: index + x)
        weight += columns.room
      }
    }
  }

  @inline(__always)
  private static func shrinkGray(
    _ line: UnsafeMutablePointer<Float>, _ columns: ResampleAxis, into sink: some PixelSink,
    at index: Int
  ) {
    columns.weights.withUnsafeBufferPointer { weights in
      guard var weight = weights.baseAddress else { return }
      for x in 0..<columns.starts.count {
        let pixel = line + columns.starts[x]
        var sum = pixel[0] * weight[0]
        for tap in 1..<max(columns.counts[x], 1) { sum += pixel[tap] * weight[tap] }
        sink.store(gray: sum, at: index + x)
        weight += columns.room
      }
    }
  }
}
