import Imaging
import Platform
import Testing

/// Pictures for validation tests, made when a test runs, and the ways to damage them.
enum Sample {
  /// A picture with smooth parts, edges and noise, so that its JPEG uses many codes.
  static func jpeg(
    width: Int = 96, height: Int = 96, quality: Int = 85,
    subsampling: TurboJPEG.Subsampling = .quarter420, progressive: Bool = false
  ) throws -> [UInt8] {
    var state: UInt32 = 12345
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        state = state &* 1_664_525 &+ 1_013_904_223
        let noise = Int(state >> 27)
        let disc = (x - width / 2) * (x - width / 2) + (y - height / 2) * (y - height / 2)
        let base = disc < width * height / 9 ? 200 - disc / 8 : 40 + (x + 2 * y) / 3
        for channel in 0..<3 {
          pixels[(y * width + x) * 3 + channel] = UInt8(clamping: base + noise - 20 * channel)
        }
      }
    }
    return try pixels.withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      let view = try PixelView(base: base, width: width, height: height, format: .rgb)
      let encoded = try TurboJPEG.encode(
        view, quality: quality, subsampling: subsampling, progressive: progressive)
      return encoded.withBytes { Array($0) }
    }
  }

  static func validate(
    _ bytes: [UInt8], name: String = "test.jpg", limits: ImageLimits = ImageLimits()
  ) -> ImageReport {
    bytes.withUnsafeBytes { ImageValidator.validate($0, name: name, limits: limits) }
  }

  static func header(
    _ bytes: [UInt8], limits: ImageLimits = ImageLimits()
  ) throws(JPEGFault) -> JPEGHeader {
    let parsed = bytes.withUnsafeBytes { raw in
      Result { () throws(JPEGFault) in try JPEGHeader(parsing: raw, limits: limits) }
    }
    return try parsed.get()
  }

  /// The fault that the header parser throws; nil for none.
  static func fault(_ bytes: [UInt8], limits: ImageLimits = ImageLimits()) -> JPEGFault? {
    do {
      _ = try header(bytes, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  /// What TurboJPEG says of the file; nil when it decodes it without a word.
  static func decoderComplaint(_ bytes: [UInt8], width: Int, height: Int) throws -> String? {
    let pixels = try ByteBuffer(count: width * height * 3)
    do {
      return try bytes.withUnsafeBytes {
        try TurboJPEG.decode(
          $0, into: pixels.pointer.assumingMemoryBound(to: UInt8.self), width: width,
          height: height, layout: .rgb)
      }
    } catch let error as ScanlineError {
      return error.message
    }
  }

  /// Offset of the first segment with this marker.
  static func offset(of marker: UInt8, in bytes: [UInt8]) throws -> Int {
    try #require(header(bytes).segments.first { $0.marker == marker }?.offset)
  }

  /// The file with a segment behind SOI.
  static func inserting(_ marker: UInt8, _ payload: [UInt8], into bytes: [UInt8]) -> [UInt8] {
    let length = payload.count + 2
    return bytes[..<2] + [0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + payload
      + bytes[2...]
  }
}
