import Platform

/// Pixels to baseline JPEG files.
package enum JPEGEncoder {
  /// - Parameters:
  ///   - pixels: gray pixels give a gray file, all others 4:2:0, and 4:4:4 from quality 90 on, where
  ///     halved colour would be the largest error left.
  ///   - quality: 1 to 100.
  /// - Throws: `invalidArgument` for another quality or a side above 65 500 pixels, `noMemory`.
  package static func encode(_ pixels: PixelView, quality: Int) throws -> ByteBuffer {
    guard 1...100 ~= quality else {
      throw ScanlineError(.invalidArgument, "JPEG quality \(quality) is not in 1 to 100")
    }
    let subsampling: TurboJPEG.Subsampling =
      pixels.format == .gray ? .gray : quality >= 90 ? .full444 : .quarter420
    return try TurboJPEG.encode(pixels, quality: quality, subsampling: subsampling)
  }
}
