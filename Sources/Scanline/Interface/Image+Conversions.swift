import CScanline
import Imaging
import Platform

extension ImageLimits {
  /// A host's limits; NULL and members of 0 mean the defaults.
  init(_ pointer: UnsafePointer<scanline_limits>?) throws {
    let given = try scanline_limits.read(pointer)
    self.init()
    if given.max_scans != 0 { maxScans = Int(given.max_scans) }
    if given.max_pixels != 0 { maxPixels = Int(clamping: given.max_pixels) }
    if given.max_bytes != 0 { maxBytes = Int(clamping: given.max_bytes) }
  }
}

extension PixelFormat {
  init(checking format: scanline_pixel_format) throws {
    guard let known = PixelFormat(rawValue: format) else {
      throw ScanlineError(.invalidArgument, "pixel format \(format) is not one of 0 to 4")
    }
    self = known
  }
}

extension PixelView {
  /// A host's pixels, after all checks of sizes.
  init(_ pointer: UnsafePointer<scanline_pixels>?, _ what: String = "pixels") throws {
    guard let pointer else { throw ScanlineError(.invalidArgument, "\(what) is NULL") }
    let given = try scanline_pixels.read(pointer)
    guard let base = given.data else {
      throw ScanlineError(.invalidArgument, "\(what).data is NULL")
    }
    let format = try PixelFormat(checking: given.format)
    let width = Int(given.width)
    let stride = given.stride == 0 ? width * format.bytesPerPixel : given.stride
    try self.init(
      base: base, width: width, height: Int(given.height), stride: stride, format: format)
  }
}

extension scanline_image_report {
  init(_ report: ImageReport) {
    self = Self.defaults
    verdict = report.verdict.rawValue
    reason = report.reason.rawValue
    format = report.format.rawValue
    byte_offset = report.byteOffset.map(Int64.init) ?? -1
    row = report.row.map(Int64.init) ?? -1
    decoded_share = report.decodedShare
    warning_count = UInt32(clamping: report.warningCount)
    width = UInt32(clamping: report.width)
    height = UInt32(clamping: report.height)
    components = UInt32(clamping: report.components)
    colour_space = report.colourSpace.rawValue
    subsampling_horizontal = UInt32(clamping: report.subsamplingHorizontal)
    subsampling_vertical = UInt32(clamping: report.subsamplingVertical)
    orientation = UInt32(clamping: report.orientation)
    progressive = report.progressive ? 1 : 0
    arithmetic = report.arithmetic ? 1 : 0
    withUnsafeMutableBytes(of: &message) { $0.fill(with: report.message) }
    name_lies = report.nameLies ? 1 : 0
    setQuality(report.quality)
  }

  mutating func setQuality(_ quality: ImageQuality) {
    quality_flags = quality.flags.rawValue
    brightness = quality.brightness
    darkest = quality.darkest
    brightest = quality.brightest
    contrast = quality.contrast
    detail = quality.detail
    noise = quality.noise
    gray_share = quality.grayShare
    encoder_quality = quality.encoderQuality
    curvature = quality.curvature
  }
}

extension UnsafeMutableRawBufferPointer {
  /// The text as a C string, cut at a character's start where it does not fit.
  fileprivate func fill(with text: String) {
    guard count > 0 else { return }
    var length = 0
    for scalar in text.unicodeScalars {
      let bytes = UTF8.width(scalar)
      guard length + bytes < count else { break }
      length += bytes
    }
    copyBytes(from: text.utf8.prefix(length))
    self[length] = 0
  }
}
