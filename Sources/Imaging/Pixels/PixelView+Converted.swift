import Platform

extension PixelView {
  /// The pixels in another format, rows without padding; alpha becomes 255, gray is the luma.
  /// - Throws: `noMemory`.
  package func converted(to target: PixelFormat) throws -> ByteBuffer {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    let (count, tooMany) = pixels.multipliedReportingOverflow(by: target.bytesPerPixel)
    guard !overflow, !tooMany else {
      throw ScanlineError(.noMemory, "\(width)x\(height) pixels are more than memory can address")
    }
    let buffer = try ByteBuffer(count: count)
    var output = buffer.pointer.assumingMemoryBound(to: UInt8.self)
    let step = format.bytesPerPixel
    let (red, blue) = format.isBlueFirst ? (2, 0) : (0, 2)
    for y in 0..<height {
      var input = base + y * stride
      for _ in 0..<width {
        let (r, g, b) =
          format == .gray ? (input[0], input[0], input[0]) : (input[red], input[1], input[blue])
        switch target {
        case .gray:
          output[0] =
            format == .gray ? r : UInt8(Luma.of(SIMD4(Float(r), Float(g), Float(b), 0)) + 0.5)
        case .rgb, .rgba: (output[0], output[1], output[2]) = (r, g, b)
        case .bgr, .bgra: (output[0], output[1], output[2]) = (b, g, r)
        }
        if target == .rgba || target == .bgra { output[3] = 255 }
        input += step
        output += target.bytesPerPixel
      }
    }
    return buffer
  }
}
