import Imaging
import Testing

@Suite("Arithmetic coding")
struct ArithmeticWalkTests {
  @Test("Whole files are good, TurboJPEG agrees, and their content is measured", arguments: 0..<5)
  func good(index: Int) throws {
    let bytes = ArithmeticFile.all[index]
    let report = Sample.validate(bytes)
    #expect(report.verdict == .ok, "\(report.message)")
    #expect(report.arithmetic)
    #expect(report.decodedShare == 1)
    #expect(report.quality.brightness > 40 && report.quality.contrast > 10)
    let complaint = try Sample.decoderComplaint(bytes, width: report.width, height: report.height)
    #expect(complaint == nil)
  }

  @Test("Sequential and progressive files of one picture measure the same")
  func measures() {
    let one = Sample.validate(ArithmeticFile.colour).quality
    let two = Sample.validate(ArithmeticFile.progressive).quality
    #expect(one.brightness == two.brightness)
    #expect((one.darkest, one.brightest) == (two.darkest, two.brightest))
    #expect(abs(one.contrast - two.contrast) < 0.05 * two.contrast)
    #expect(abs(one.detail - two.detail) < 0.2 * two.detail)
  }

  @Test("A file that ends early says where, and is salvageable from half of the rows on")
  func cut() throws {
    for bytes in [ArithmeticFile.colour, ArithmeticFile.restarts] {
      let data = try #require(Sample.header(bytes).scans.first?.data)
      var last = 0.0
      for end in stride(from: data.lowerBound + 4, to: data.upperBound - 4, by: 9) {
        let report = Sample.validate(Array(bytes[..<end]))
        #expect(report.reason == .truncated)
        #expect(report.decodedShare >= last)
        #expect(report.verdict == (report.decodedShare >= 0.5 ? .salvageable : .corrupt))
        #expect(abs((report.byteOffset ?? 0) - end) <= 1)
        #expect(report.row == Int(report.decodedShare * Double(report.height)))
        last = report.decodedShare
      }
      #expect(last >= 0.75)
    }
  }

  @Test("A missing EOI alone costs no row, but what an encoder may have left out counts as lost")
  func missingEnd() {
    for bytes in [ArithmeticFile.colour, ArithmeticFile.progressive, ArithmeticFile.restarts] {
      let report = Sample.validate(Array(bytes.dropLast(2)))
      #expect(report.verdict == .salvageable)
      #expect(report.reason == .missingEnd && report.decodedShare == 1, "\(report.message)")
    }
    let report = Sample.validate(Array(ArithmeticFile.flatBelow.dropLast(2)))
    #expect(report.reason == .truncated && !report.isWhole)
  }

  @Test("An early end is found behind which a marker stands, on which TurboJPEG is silent")
  func cutWithEnd() throws {
    let bytes = ArithmeticFile.colour
    let data = try #require(Sample.header(bytes).scans.first?.data)
    for end in stride(from: data.lowerBound + 4, to: data.upperBound - 8, by: 7) {
      let cut = bytes[..<end] + [0xFF, 0xD9]
      let report = Sample.validate(Array(cut))
      #expect(report.verdict == .corrupt)
      #expect(report.decodedShare < 1)
    }
    let half = bytes[..<(data.lowerBound + data.count / 2)] + [0xFF, 0xD9]
    #expect(try Sample.decoderComplaint(Array(half), width: 56, height: 72) == nil)
  }

  @Test("Nothing more is needed for flat ground, which an encoder leaves out")
  func flatGround() throws {
    let bytes = ArithmeticFile.flatBelow
    let data = try #require(Sample.header(bytes).scans.first?.data)
    // Scribbles in three rows of blocks of 75 take nearly all.
    #expect(data.count > 500)
    let report = Sample.validate(bytes)
    #expect(report.verdict == .ok, "\(report.message)")
    let cut = bytes[..<(data.lowerBound + data.count * 3 / 4)] + [0xFF, 0xD9]
    #expect(Sample.validate(Array(cut)).verdict == .corrupt)
  }

  @Test("Repeated patterns and black rows need no more data than they have", arguments: 0..<4)
  func graphics(index: Int) throws {
    let bytes = ArithmeticGraphics.all[index]
    let report = Sample.validate(bytes)
    #expect(report.verdict == .ok, "\(report.message)")
    #expect(report.decodedShare == 1)
    let complaint = try Sample.decoderComplaint(bytes, width: report.width, height: report.height)
    #expect(complaint == nil)
  }

  @Test("What is missing of graphics is found all the same")
  func cutGraphics() throws {
    let files = [
      ArithmeticGraphics.blackBelow, ArithmeticGraphics.grayInColour, ArithmeticFile.flatBelow,
    ]
    for bytes in files {
      let data = try #require(
        Sample.header(bytes).scans.map(\.data).max { $0.count < $1.count })
      let ends = (data.lowerBound + 6..<data.upperBound - 6).filter { bytes[$0 - 1] != 0xFF }
      let found = ends.filter { end in
        Sample.validate(Array(bytes[..<end] + bytes[data.upperBound...])).verdict == .corrupt
      }
      #expect(found.count * 100 >= ends.count * 97, "\(found.count) of \(ends.count)")
    }
  }

  @Test("Decisions without end in few bytes are refused; flat ground of any size is not")
  func endless() throws {
    let bytes = ArithmeticGraphics.endless
    let report = Sample.validate(bytes)
    #expect(report.verdict == .hostile && report.reason == .tooManyScans, "\(report.message)")
    #expect(report.decodedShare < 0.5)
    var small = bytes
    let frame = try Sample.offset(of: 0xC9, in: bytes) + 5
    small.replaceSubrange(frame..<frame + 4, with: [1, 0, 1, 0])
    #expect(Sample.validate(small).verdict == .ok)
    var flat = ArithmeticFile.flatBelow
    let size = try Sample.offset(of: 0xC9, in: flat) + 5
    flat.replaceSubrange(size..<size + 2, with: [0xFF, 0xF8])
    #expect(Sample.validate(flat).verdict == .ok)
  }

  @Test("Damage in any scan of a progressive file is found, but of single bits, which may be any")
  func progressive() throws {
    let bytes = ArithmeticFile.progressive
    let scans = try Sample.header(bytes).scans
    #expect(scans.count >= 6)
    for scan in scans
    where scan.data.count >= 60 && (scan.spectralStart > 0 || scan.approximationHigh == 0) {
      var altered = bytes
      for at in scan.data.lowerBound + 8..<scan.data.lowerBound + 40 { altered[at] ^= 0x5A }
      #expect(Sample.validate(altered).verdict != .ok, "scan at \(scan.offset)")
    }
    let missing = bytes[..<scans[scans.count - 1].offset] + [0xFF, 0xD9]
    #expect(Sample.validate(Array(missing)).reason == .incompleteProgression)
  }

  @Test("Damage in one restart interval is met there")
  func restarts() throws {
    let bytes = ArithmeticFile.restarts
    let data = try #require(Sample.header(bytes).scans.first?.data)
    let markers = data.filter { bytes[$0] == 0xFF && bytes[$0 + 1] & 0xF8 == 0xD0 }
    try #require(markers.count == 7)
    var altered = bytes
    for at in markers[2] + 10..<markers[2] + 22 { altered[at] ^= 0x5A }
    let report = Sample.validate(altered)
    #expect(report.verdict == .corrupt)
    #expect(report.warningCount == 1, "the other intervals are read: \(report.message)")
    let lost = bytes[..<markers[1]] + bytes[markers[2]...]
    #expect(Sample.validate(Array(lost)).reason == .restartMismatch)
  }

  @Test("Conditioning is what DAC says")
  func conditioning() throws {
    var bytes = ArithmeticFile.conditioned
    let at = try Sample.offset(of: 0xCC, in: bytes) + 4
    #expect(bytes[at + 1] == 0x52 && bytes[at + 3] == 20)
    bytes[at + 1] = 0x10
    #expect(Sample.validate(bytes).verdict != .ok)
    bytes[at + 1] = 0x52
    bytes[at + 3] = 5
    #expect(Sample.validate(bytes).verdict != .ok)
    bytes[at + 1] = 0x25
    #expect(Sample.validate(bytes).reason == .badHeader)
  }

  @Test("Bytes behind the last block")
  func strayBytes() {
    let bytes = ArithmeticFile.colour
    let whole = bytes[..<(bytes.count - 2)]
    let few = whole + [UInt8](repeating: 0x55, count: 12) + [0xFF, 0xD9]
    #expect(Sample.validate(Array(few)).verdict == .ok)
    let many = whole + [UInt8](repeating: 0x55, count: 40) + [0xFF, 0xD9]
    #expect(Sample.validate(Array(many)).reason == .extraneousData)
  }

  @Test("Most of what is altered in the data is found")
  func altered() throws {
    var found = 0
    var tried = 0
    for bytes in [ArithmeticFile.colour, ArithmeticFile.progressive, ArithmeticFile.restarts] {
      let data = try #require(
        Sample.header(bytes).scans.map(\.data).max { $0.count < $1.count })
      for at in stride(from: data.lowerBound, to: data.upperBound - 24, by: 5) {
        var altered = bytes
        for index in at..<at + 8 {
          (altered[index], altered[index + 12]) = (bytes[index + 12], bytes[index])
        }
        tried += 1
        found += Sample.validate(altered).verdict == .ok ? 0 : 1
      }
    }
    #expect(tried > 150)
    #expect(found * 100 >= tried * 90, "\(found) of \(tried)")
  }
}
