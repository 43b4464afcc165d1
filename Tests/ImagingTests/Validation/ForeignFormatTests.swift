import Imaging
import Testing

@Suite("Files that are no JPEG")
struct ForeignFormatTests {
  private static let minimalPNG: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44,
    0xAE, 0x42, 0x60, 0x82,
  ]
  private static let minimalGIF: [UInt8] =
    Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0] + [0, 0, 0, 255, 255, 255]
    + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]

  @Test("No bytes, a byte, nonsense")
  func nothing() {
    #expect(Sample.validate([]).reason == .empty)
    #expect(Sample.validate([]).verdict == .corrupt)
    #expect(Sample.validate([0xFF]).reason == .notAnImage)
    #expect(Sample.validate(Array(repeating: 0, count: 999)).reason == .notAnImage)
    #expect(Sample.validate(Array("{\"error\": 404}".utf8)).reason == .notAnImage)
    let page = Sample.validate(Array("<!DOCTYPE html><html></html>".utf8))
    #expect(page.reason == .notAnImage)
    #expect(page.format == .other)
  }

  @Test("Formats are told by content")
  func formats() {
    func text(_ value: String) -> [UInt8] { Array(value.utf8) }
    let samples: [(ImageFormat, [UInt8])] = [
      (.png, Self.minimalPNG), (.gif, Self.minimalGIF),
      (.webp, text("RIFF") + [4, 0, 0, 0] + text("WEBP")),
      (
        .bmp,
        text("BM") + [26, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 12, 0, 0, 0]
          + Array(repeating: 1, count: 8)
      ),
      (.tiff, text("II") + [42, 0, 8, 0, 0, 0]), (.tiff, text("MM") + [0, 42, 0, 0, 0, 8]),
      (.heif, [0, 0, 0, 20] + text("ftypheic")), (.heif, [0, 0, 0, 20] + text("ftypavif")),
      (.jpeg2000, [0, 0, 0, 12] + text("jP  ")), (.jpegXL, [0xFF, 0x0A, 1]),
      (.pdf, text("%PDF-1.7")), (.svg, text("<?xml version='1.0'?>\n<svg/>")),
    ]
    for (format, bytes) in samples {
      let report = Sample.validate(bytes, name: "photo.JPG")
      #expect(report.format == format)
      #expect(report.verdict == .unsupported, "\(format): \(report.message)")
      #expect(report.reason == .otherFormat)
      #expect(report.message.contains("though its name says JPEG"))
    }
  }

  @Test("Another format that is cut or altered is damaged")
  func damaged() {
    #expect(Sample.validate(Array(Self.minimalPNG.dropLast(3))).verdict == .corrupt)
    var altered = Self.minimalPNG
    altered[25] = 2
    #expect(Sample.validate(altered).message.contains("checksum"))
    #expect(Sample.validate(Array(Self.minimalGIF.dropLast(4))).verdict == .corrupt)
    let webp = Array("RIFF".utf8) + [200, 0, 0, 0] + Array("WEBPVP8 ".utf8)
    #expect(Sample.validate(webp).verdict == .corrupt)
  }

  @Test("Another format that declares a huge picture is hostile")
  func bombs() {
    var png = Self.minimalPNG
    for index in 16..<24 { png[index] = 0x7F }
    #expect(Sample.validate(png).reason == .tooManyPixels)
    var gif = Self.minimalGIF
    for index in 6..<10 { gif[index] = 0xFF }
    #expect(Sample.validate(gif).verdict == .hostile)
  }
}
