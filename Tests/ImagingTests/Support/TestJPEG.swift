import CTurboJPEG
import Imaging
import Platform
import Testing

/// JPEG files made at run time, and changed.
enum TestJPEG {
  static func make(
    _ bitmap: Bitmap, quality: Int = 95, _ subsampling: TurboJPEG.Subsampling = .full444,
    progressive: Bool = false
  ) throws -> [UInt8] {
    try TurboJPEG.encode(
      bitmap.view, quality: quality, subsampling: subsampling, progressive: progressive
    ).withBytes { Array($0) }
  }

  /// Four inks a pixel, stored as Adobe does (TurboJPEG writes YCCK).
  static func makeCMYK(_ inks: [UInt8], width: Int, height: Int) throws -> [UInt8] {
    let handle = try #require(tjInitCompress())
    defer { tjDestroy(handle) }
    var start: UnsafeMutablePointer<UInt8>?
    var size: UInt = 0
    defer { tjFree(start) }
    let code = tjCompress2(
      handle, inks, Int32(width), 0, Int32(height), Int32(TJPF_CMYK.rawValue), &start, &size,
      Int32(TJSAMP_444.rawValue), 98, 0)
    try #require(code == 0)
    return Array(UnsafeBufferPointer(start: start, count: Int(size)))
  }

  /// With an Exif segment of this orientation, in the byte order asked for.
  static func adding(orientation: Int, to file: [UInt8], bigEndian: Bool = true) -> [UInt8] {
    let value = UInt8(orientation)
    let tiff: [UInt8] =
      bigEndian
      ? [
        0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0,
      ]
      : [
        0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0,
      ]
    let payload = Array("Exif\0\0".utf8) + tiff
    return file[..<2] + [0xFF, 0xE1, 0, UInt8(payload.count + 2)] + payload + file[2...]
  }

  /// Offset of the frame header's marker.
  static func frame(_ file: [UInt8]) throws -> Int {
    try #require(
      (0..<file.count - 1).first { file[$0] == 0xFF && (0xC0...0xC2).contains(file[$0 + 1]) })
  }

  static func decode(
    _ file: [UInt8], target: (width: Int, height: Int)? = nil, fit: InputSpec.Fit = .stretch,
    channels: Int = 3, limits: ImageLimits = ImageLimits(), tolerant: Bool = false
  ) throws -> Bitmap {
    try file.withUnsafeBytes {
      try ImageDecoder.decode(
        $0, name: "picture.jpg", target: target, fit: fit, channels: channels, limits: limits,
        tolerant: tolerant)
    }
  }
}

/// The kind and the text of the error that `body` throws.
func failure(_ body: () throws -> Void) -> ScanlineError? {
  do {
    try body()
    return nil
  } catch {
    return error as? ScanlineError
  }
}
