import CTurboJPEG
import Platform

/// Every call to TurboJPEG (libturbojpeg 2.1, `tj*`). A handle serves one call and is destroyed with
/// it: making one takes under a microsecond, and nothing is then shared by threads or kept over a fork.
/// Texts of errors do not name the file; `ScanlineError.about` adds it.
package enum TurboJPEG {
  /// Pixels that a decode can write.
  package enum Layout: Sendable {
    case gray, rgb
    /// Four inks as stored in the file; only for files of four components, which give nothing else.
    case cmyk

    package var bytesPerPixel: Int {
      switch self {
      case .gray: 1
      case .rgb: 3
      case .cmyk: 4
      }
    }

    fileprivate var code: Int32 {
      switch self {
      case .gray: Int32(TJPF_GRAY.rawValue)
      case .rgb: Int32(TJPF_RGB.rawValue)
      case .cmyk: Int32(TJPF_CMYK.rawValue)
      }
    }
  }

  /// How an encoder stores colour.
  package enum Subsampling: CaseIterable, Sendable {
    case full444, half422, half440, quarter420, quarter411, gray

    fileprivate var code: Int32 {
      switch self {
      case .full444: Int32(TJSAMP_444.rawValue)
      case .half422: Int32(TJSAMP_422.rawValue)
      case .half440: Int32(TJSAMP_440.rawValue)
      case .quarter420: Int32(TJSAMP_420.rawValue)
      case .quarter411: Int32(TJSAMP_411.rawValue)
      case .gray: Int32(TJSAMP_GRAY.rawValue)
      }
    }
  }

  /// The scales at which the inverse DCT can run, up to 1, smallest first.
  /// tjGetScalingFactors returns a static table; it fails only for a NULL argument.
  package static let scales: [DecodeScale] = {
    var count: Int32 = 0
    guard let table = tjGetScalingFactors(&count) else { return [.full] }
    let scales = UnsafeBufferPointer(start: table, count: Int(count))
      .filter { $0.num <= $0.denom && $0.num > 0 }
      .map { DecodeScale(numerator: Int($0.num), denominator: Int($0.denom)) }
    return scales.sorted { $0.numerator * $1.denominator < $1.numerator * $0.denominator }
  }()

  /// Decodes a JPEG into `width` x `height` pixels, which must be the picture's size at one of `scales`.
  ///
  /// tjDecompress2 reads header and picture (tjDecompressHeader3 is not used: it refuses samplings
  /// that have no TJSAMP name, which tjDecompress2 decodes). It never writes beyond width x height. A
  /// warning (damaged data, missing data) makes it return -1, too, after the picture was filled as far
  /// as the data went; only the last warning's text is kept. When a fatal error follows a warning,
  /// tjGetErrorCode still says TJERR_WARNING: so a warning may leave the rest of the picture unwritten.
  /// TJFLAG_LIMITSCANS ends the decode of a progressive file after 500 scans, a backstop: our own
  /// limit is checked from the header.
  /// - Returns: the text of a warning, or nil when the whole picture was decoded without one.
  /// - Throws: `unsupported` for a valid file of a kind that libjpeg does not handle, `noMemory`,
  ///   else `corruptImage` with TurboJPEG's text.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer, into pixels: UnsafeMutablePointer<UInt8>,
    width: Int, height: Int, layout: Layout
  ) throws -> String? {
    guard let handle = tjInitDecompress() else {
      throw ScanlineError(.noMemory, "TurboJPEG gave no decoder")
    }
    defer { tjDestroy(handle) }
    let (pitch, overflow) = width.multipliedReportingOverflow(by: layout.bytesPerPixel)
    guard !overflow, let width = Int32(exactly: width), let height = Int32(exactly: height),
      let pitch = Int32(exactly: pitch)
    else {
      throw ScanlineError(.invalidArgument, "\(width)x\(height) pixels are too large for TurboJPEG")
    }
    let code = tjDecompress2(
      handle, bytes.bindMemory(to: UInt8.self).baseAddress, UInt(bytes.count), pixels,
      width, pitch, height, layout.code, TJFLAG_LIMITSCANS)
    guard code != 0 else { return nil }
    let text = message(handle)
    if tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue) { return text }
    throw ScanlineError(kind(of: text), text)
  }

  /// Encodes pixels as a JPEG.
  ///
  /// tjCompress2 with TJFLAG_NOREALLOC writes into our buffer of tjBufSize bytes, which is what the
  /// worst picture needs, so it cannot fail for lack of room. It fails for sizes above 65 500.
  package static func encode(
    _ pixels: PixelView, quality: Int, subsampling: Subsampling, progressive: Bool = false
  ) throws -> ByteBuffer {
    guard let handle = tjInitCompress() else {
      throw ScanlineError(.noMemory, "TurboJPEG gave no encoder")
    }
    defer { tjDestroy(handle) }
    guard let width = Int32(exactly: pixels.width), let height = Int32(exactly: pixels.height),
      let pitch = Int32(exactly: pixels.stride), width <= 65_500, height <= 65_500
    else {
      throw ScanlineError(
        .invalidArgument, "\(pixels.width)x\(pixels.height) pixels; a JPEG ends at 65500x65500")
    }
    let capacity = tjBufSize(width, height, subsampling.code)
    let room = try ByteBuffer(count: Int(capacity))
    var start: UnsafeMutablePointer<UInt8>? = room.pointer.assumingMemoryBound(to: UInt8.self)
    var size = capacity
    let flags = TJFLAG_NOREALLOC | (progressive ? TJFLAG_PROGRESSIVE : 0)
    let code = tjCompress2(
      handle, pixels.base, width, pitch, height, code(of: pixels.format), &start, &size,
      subsampling.code, Int32(clamping: quality), flags)
    guard code == 0 else { throw ScanlineError(.internal, "cannot encode: \(message(handle))") }
    return try ByteBuffer(copying: UnsafeRawBufferPointer(start: room.pointer, count: Int(size)))
  }

  private static func code(of format: PixelFormat) -> Int32 {
    switch format {
    case .rgb: Int32(TJPF_RGB.rawValue)
    case .bgr: Int32(TJPF_BGR.rawValue)
    case .rgba: Int32(TJPF_RGBX.rawValue)
    case .bgra: Int32(TJPF_BGRX.rawValue)
    case .gray: Int32(TJPF_GRAY.rawValue)
    }
  }

  /// tjGetErrorStr2 gives the text of the handle's last error or warning; it lives in the handle.
  private static func message(_ handle: tjhandle) -> String {
    tjGetErrorStr2(handle).map { String(cString: $0) } ?? "unknown error"
  }

  /// libjpeg tells what it cannot do from what is damaged only by its texts.
  private static func kind(of text: String) -> ScanlineError.Kind {
    if text.hasPrefix("Insufficient memory") { return .noMemory }
    let limitations = [
      "Unsupported JPEG data precision", "Unsupported JPEG process", "Unsupported color conversion",
      "Fractional sampling", "CCIR601 sampling", "Not implemented", "Sorry, ", "Requested feature",
    ]
    return limitations.contains { text.hasPrefix($0) } ? .unsupported : .corruptImage
  }
}
