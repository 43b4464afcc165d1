import Imaging
import Testing

@Suite("Marker segments")
struct JPEGHeaderTests {
  private let blocks = BlockFile()
  private var plain: [UInt8] { blocks.encode(blocks.plainBlocks) }

  @Test("The header of a sequential file")
  func sequential() throws {
    let header = try Sample.header(Sample.jpeg(width: 97, height: 35))
    #expect((header.width, header.height, header.precision) == (97, 35, 8))
    #expect(header.process == .baseline)
    #expect(!header.arithmetic)
    #expect(header.hasJFIF)
    #expect(header.colourSpace == .yCbCr)
    #expect(header.components.map(\.horizontal) == [2, 1, 1])
    #expect(header.components.map(\.vertical) == [2, 1, 1])
    #expect(header.components.allSatisfy { $0.hasScan && $0.quantisation[0] > 0 })
    #expect(header.mcuRows == 3)
    #expect(header.scanCount == 1)
    #expect(header.orientation == 1)
    let scan = try #require(header.scans.first)
    #expect(scan.data.upperBound == header.endOffset)
    #expect(scan.members.allSatisfy { $0.dc != nil && $0.ac != nil })
  }

  @Test("The scans of a progressive file are counted and bounded without decoding")
  func progressive() throws {
    let bytes = try Sample.jpeg(progressive: true)
    let header = try Sample.header(bytes)
    #expect(header.isProgressive)
    #expect(header.scanCount == 10)
    #expect(header.scans[0].spectralEnd == 0)
    for (scan, next) in zip(header.scans, header.scans.dropFirst()) {
      #expect(scan.data.upperBound <= next.offset)
      #expect(bytes[scan.data.upperBound] == 0xFF)
      #expect(bytes[next.offset + 1] == 0xDA)
    }
  }

  @Test("Fill bytes and stray bytes before markers are passed over")
  func fill() throws {
    let at = try Sample.offset(of: 0xDB, in: plain)
    let filled = plain[..<at] + [0xFF, 0xFF, 0xFF] + plain[at...]
    #expect(try Sample.header(Array(filled)).width == 32)
    let stray = Array(plain[..<at] + [1, 2, 3, 0xFF, 0] + plain[at...])
    #expect(try Sample.header(stray).segments[1].strayBytes == 5)
  }

  @Test("Where the picture's data begin is found without reading the segments")
  func dataOffset() throws {
    for progressive in [false, true] {
      let bytes = try Sample.jpeg(progressive: progressive)
      let start = try Sample.header(bytes).scans[0].data.lowerBound
      func offset(_ bytes: some Sequence<UInt8>) -> Int? {
        Array(bytes).withUnsafeBytes { JPEGHeader.dataOffset(in: $0) }
      }
      #expect(offset(bytes) == start)
      #expect(offset(bytes.prefix(start)) == start)
      #expect(offset(bytes.prefix(start - 1)) == nil)
      #expect(offset([1] + bytes) == nil)
      #expect(offset(bytes.prefix(2) + [0xFF, 0xD9] + bytes.dropFirst(2)) == nil)
    }
    #expect([].withUnsafeBytes { JPEGHeader.dataOffset(in: $0) } == nil)
  }

  @Test("What 8-bit decoders do not handle is told from damage")
  func unsupported() {
    for marker: UInt8 in [0xC3, 0xC5, 0xC7, 0xCB, 0xCF] {
      var file = blocks
      file.sofMarker = marker
      #expect(Sample.fault(file.encode(file.plainBlocks))?.reason == .unsupportedCoding)
    }
    var deep = blocks
    deep.precision = 12
    deep.sofMarker = 0xC1
    #expect(Sample.fault(deep.encode(deep.plainBlocks))?.reason == .unsupportedCoding)
    deep.precision = 9
    #expect(Sample.fault(deep.encode(deep.plainBlocks))?.reason == .badHeader)
    var unknownHeight = blocks
    unknownHeight.rows = 0
    #expect(Sample.fault(unknownHeight.encode([]))?.reason == .unsupportedCoding)
    let tables = Array(plain[..<71]) + [0xFF, 0xD9]
    #expect(Sample.fault(tables)?.reason == .unsupportedCoding)
    #expect(Sample.fault([0xFF, 0xD8, 0xFF, 0xD9])?.reason == .noImageData)
  }

  @Test("A huge declared size is refused from the header")
  func bomb() throws {
    var bytes = plain
    let at = try Sample.offset(of: 0xC0, in: bytes)
    for index in at + 5..<at + 9 { bytes[index] = 0xFF }
    let fault = try #require(Sample.fault(bytes))
    #expect(fault.reason == .tooManyPixels)
    #expect(fault.text.contains("65535x65535"))
    #expect(fault.reason.verdict == .hostile)
  }

  @Test("A flood of empty segments is refused")
  func markers() {
    let comments = (0..<5000).flatMap { _ in [0xFF, 0xFE, 0, 2] as [UInt8] }
    #expect(Sample.fault(plain[..<2] + comments + plain[2...])?.reason == .tooManyMarkers)
  }

  @Test(
    "Segments that contradict themselves",
    arguments: [
      (0xDB, [4] + [UInt8](repeating: 1, count: 64)), (0xDB, [0, 1, 2]), (0xC4, [0, 1, 2]),
      (0xC4, [0x20] + [UInt8](repeating: 0, count: 16)),
      (0xC4, [0] + [UInt8](repeating: 255, count: 16)), (0xDD, [1]), (0xC0, [8, 0, 1]),
      (0xDA, [1, 1, 0, 0, 63, 0]), (0x05, []), (0xD8, []),
    ] as [(UInt8, [UInt8])])
  func contradictions(marker: UInt8, payload: [UInt8]) {
    let fault = Sample.fault(Sample.inserting(marker, payload, into: plain))
    #expect(fault?.reason == .badHeader)
    #expect(fault?.text.isEmpty == false)
  }

  @Test("Colour spaces are deduced as libjpeg deduces them")
  func colours() throws {
    let bytes = try Sample.jpeg()
    let adobe = Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0]
    // JFIF outweighs Adobe's marker.
    #expect(
      try Sample.header(Sample.inserting(0xEE, adobe + [0], into: bytes)).colourSpace == .yCbCr)
    // The JFIF segment, 18 bytes long, taken out.
    let bare = Array(bytes[..<2] + bytes[20...])
    #expect(try Sample.header(bare).colourSpace == .yCbCr)
    #expect(try Sample.header(Sample.inserting(0xEE, adobe + [0], into: bare)).colourSpace == .rgb)
    #expect(
      try Sample.header(Sample.inserting(0xEE, adobe + [1], into: bare)).colourSpace == .yCbCr)
    #expect(
      try Sample.header(Sample.inserting(0xEE, adobe + [7], into: bare)).colourSpace == .yCbCr)
  }

  // MARK: - Exif

  private func exif(_ orientation: UInt8, bigEndian: Bool, type: UInt8 = 3) -> [UInt8] {
    let head = Array("Exif".utf8) + [0, 0]
    guard bigEndian else {
      return head + [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, type, 0, 1, 0, 0, 0]
        + [orientation, 0, 0, 0, 0, 0, 0, 0]
    }
    return head + [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, type, 0, 0, 0, 1]
      + [0, orientation, 0, 0, 0, 0, 0, 0]
  }

  @Test("Exif orientation in both byte orders", arguments: [false, true])
  func orientation(bigEndian: Bool) throws {
    for value: UInt8 in 1...8 {
      let bytes = Sample.inserting(0xE1, exif(value, bigEndian: bigEndian), into: plain)
      #expect(try Sample.header(bytes).orientation == Int(value))
      #expect(Sample.validate(bytes).orientation == Int(value))
    }
  }

  @Test("Exif that makes no sense is no orientation, and no fault")
  func badExif() throws {
    for value: UInt8 in [0, 9, 255] {
      let bytes = Sample.inserting(0xE1, exif(value, bigEndian: false), into: plain)
      #expect(try Sample.header(bytes).orientation == 1)
    }
    let good = exif(6, bigEndian: false)
    for index in good.indices {
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var broken = good
        broken[index] = value
        let bytes = Sample.inserting(0xE1, broken, into: plain)
        #expect((1...8).contains(try Sample.header(bytes).orientation))
        #expect(Sample.validate(bytes).verdict == .ok)
      }
      let cut = Sample.inserting(0xE1, Array(good[..<index]), into: plain)
      #expect(Sample.validate(cut).verdict == .ok)
    }
  }
}
