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

  @Test("Cut off, a format that is not read is still one that is not read; messages are English")
  func cut() {
    func message(_ bytes: [UInt8], name: String = "") -> String {
      let report = Sample.validate(bytes, name: name)
      #expect(report.verdict == .unsupported && report.reason == .otherFormat)
      let start = "other-format at byte 0: "
      #expect(report.message.hasPrefix(start))
      return String(report.message.dropFirst(start.count))
    }
    // The header of an icon of 16 x 16, a BMP of 300 x 200, a TIFF and an AVIF; the data are missing.
    let icon: [UInt8] = [0, 0, 1, 0, 1, 0, 16, 16]
    #expect(message(icon) == "a file of another picture format")
    #expect(message(icon, name: "a.png").hasSuffix("picture format, though its name says PNG"))
    #expect(
      message(Array("BM".utf8) + [0, 0, 4, 0] + Array(repeating: 0, count: 24)) == "a BMP file")
    #expect(message(Array("II".utf8) + [42, 0, 8, 0]) == "a TIFF file")
    #expect(message([0, 0, 0, 32] + Array("ftypavif".utf8)) == "a HEIF file")
    #expect(message(Array("<svg".utf8)) == "an SVG file")
  }

  @Test("A text is what its first element says")
  func markup() {
    func format(_ text: String) -> ImageFormat {
      Sample.validate(Array(text.utf8), name: "photo.jpg").format
    }
    #expect(format("<!DOCTYPE html><html><h1>403 Forbidden</h1><svg></svg></html>") == .other)
    let comment = "<!-- " + String(repeating: "made by a tool > ", count: 500) + "-->"
    #expect(format("\u{FEFF} <?xml version='1.0'?>\(comment)\n<svg width='1'>") == .svg)
    let entities = "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 's' [ <!ENTITY a 'b'> ]>"
    #expect(format(entities + "<svg:svg/>") == .svg)
    for unfinished in ["<", "<!", "<!-- <svg", "<!DOCTYPE svg [ <svg", "<?xml <svg"] {
      #expect(format(unfinished) == .other)
    }
  }

  @Test("The size is read where a header declares it")
  func sizes() {
    func text(_ value: String) -> [UInt8] { Array(value.utf8) }
    func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    func join(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap { $0 } }
    func bmp(_ header: [UInt8]) -> [UInt8] { join(text("BM"), zeros(12), header, zeros(8)) }
    func webp(_ chunk: String, _ content: [UInt8]) -> [UInt8] {
      join(
        text("RIFF"), [30, 0, 0, 0], text("WEBP"), text(chunk), [10, 0, 0, 0], content, zeros(9))
    }
    func box(_ name: String, _ content: [UInt8]...) -> [UInt8] {
      let content = content.flatMap { $0 }
      return join([0, 0, 0, UInt8(content.count + 8)], text(name), content)
    }
    let thumbnail = box("ispe", zeros(4), [0, 0, 0, 90, 0, 0, 0, 60])
    let picture = box("ispe", zeros(4), [0, 0, 1, 44, 0, 0, 0, 200])
    let items = box("meta", zeros(4), box("iprp", box("ipco", thumbnail, picture, thumbnail)))
    let header = box("ihdr", [0, 0, 0, 200, 0, 0, 1, 44], zeros(6))
    let samples: [[UInt8]] = [
      join(Array(Self.minimalPNG.prefix(16)), [0, 0, 1, 44, 0, 0, 0, 200], zeros(20)),
      join(text("GIF89a"), [44, 1, 200, 0], zeros(20)),
      bmp([40, 0, 0, 0, 44, 1, 0, 0, 200, 0, 0, 0]),
      bmp([40, 0, 0, 0, 44, 1, 0, 0, 0x38, 0xFF, 0xFF, 0xFF]),
      bmp([12, 0, 0, 0, 44, 1, 200, 0]),
      webp("VP8 ", [0, 0, 0, 0x9D, 0x01, 0x2A, 44, 1, 200, 0x40]),
      webp("VP8L", [0x2F, 0x2B, 0xC1, 0x31, 0]),
      webp("VP8X", [0, 0, 0, 0, 0x2B, 1, 0, 199, 0, 0]),
      join(
        text("II"), [42, 0, 8, 0, 0, 0, 2, 0], [0, 1, 3, 0, 1, 0, 0, 0, 44, 1, 0, 0],
        [1, 1, 4, 0, 1, 0, 0, 0, 200, 0, 0, 0]),
      join(
        text("MM"), [0, 42, 0, 0, 0, 8, 0, 2], [1, 0, 0, 3, 0, 0, 0, 1, 1, 44, 0, 0],
        [1, 1, 0, 4, 0, 0, 0, 1, 0, 0, 0, 200]),
      join(box("ftyp", text("heic"), zeros(8)), items),
      join(box("jP  ", [13, 10, 0x87, 10]), box("jp2h", header)),
      join(
        [0xFF, 0x4F, 0xFF, 0x51, 0, 47, 0, 0], [0, 0, 1, 54, 0, 0, 0, 205],
        [0, 0, 0, 10, 0, 0, 0, 5]),
    ]
    for bytes in samples {
      let report = Sample.validate(bytes)
      #expect((report.width, report.height) == (300, 200), "\(report.format)")
      #expect(report.subsamplingHorizontal == 0 && report.subsamplingVertical == 0)
      // A header that is cut somewhere is read as far as it goes.
      for count in bytes.indices {
        let cut = Sample.validate(Array(bytes.prefix(count)))
        #expect([0, 90, 300].contains(cut.width) && (cut.height == 0) == (cut.width == 0))
      }
      // Whatever it says.
      for index in bytes.indices {
        var altered = bytes
        altered[index] = 0xFF
        _ = Sample.validate(altered)
      }
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
