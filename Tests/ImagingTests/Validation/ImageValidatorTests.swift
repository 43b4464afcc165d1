import Imaging
import Testing

@Suite("Verdicts on whole files")
struct ImageValidatorTests {
  @Test("Every subsampling, sequential and progressive, is good", arguments: [false, true])
  func good(progressive: Bool) throws {
    for subsampling in TurboJPEG.Subsampling.allCases {
      for (width, height) in [(96, 96), (1, 1), (17, 33), (250, 7)] {
        let bytes = try Sample.jpeg(
          width: width, height: height, subsampling: subsampling, progressive: progressive)
        let report = Sample.validate(bytes)
        #expect(report.verdict == .ok, "\(subsampling) \(width)x\(height): \(report.message)")
        #expect(report.reason == .none)
        #expect(report.message.isEmpty)
        #expect(report.warningCount == 0)
        #expect(report.decodedShare == 1)
        #expect(report.byteOffset == nil)
        #expect((report.width, report.height) == (width, height))
        #expect(report.progressive == progressive)
        #expect(report.components == (subsampling == .gray ? 1 : 3))
        #expect(report.colourSpace == (subsampling == .gray ? .gray : .yCbCr))
      }
    }
  }

  @Test("Subsampling is the largest factor over the smallest")
  func subsampling() throws {
    let expected: [(TurboJPEG.Subsampling, Int, Int)] = [
      (.full444, 1, 1), (.half422, 2, 1), (.half440, 1, 2), (.quarter420, 2, 2),
      (.quarter411, 4, 1), (.gray, 1, 1),
    ]
    for (subsampling, horizontal, vertical) in expected {
      let report = Sample.validate(try Sample.jpeg(subsampling: subsampling))
      #expect(report.subsamplingHorizontal == horizontal, "\(subsampling)")
      #expect(report.subsamplingVertical == vertical, "\(subsampling)")
    }
  }

  @Test("Every quality is good, from the coarsest tables to the finest")
  func qualities() throws {
    for quality in stride(from: 1, through: 100, by: 9) {
      let report = Sample.validate(try Sample.jpeg(quality: quality))
      #expect(report.verdict == .ok, "quality \(quality): \(report.message)")
    }
  }

  @Test("A cut file is salvageable from half of the rows on, and says where it ends")
  func truncated() throws {
    let bytes = try Sample.jpeg(width: 160, height: 160)
    let data = try #require(Sample.header(bytes).scans.first?.data)
    var last = 0.0
    for percent in stride(from: 5, through: 95, by: 10) {
      let end = data.lowerBound + data.count * percent / 100
      let report = Sample.validate(Array(bytes[..<end]))
      #expect(report.reason == .truncated)
      #expect(report.decodedShare >= last)
      #expect(abs(report.decodedShare - Double(percent) / 100) < 0.2)
      #expect(report.verdict == (report.decodedShare >= 0.5 ? .salvageable : .corrupt))
      #expect(report.row == Int(report.decodedShare * 160))
      let offset = try #require(report.byteOffset)
      #expect(abs(offset - end) <= 1)
      last = report.decodedShare
    }
  }

  @Test("What is lost in the middle is not salvaged; a cut to which an end was added is")
  func lostInTheMiddle() throws {
    let bytes = try Sample.jpeg(width: 160, height: 160, subsampling: .gray)
    let data = try #require(Sample.header(bytes).scans.first?.data)
    var (cut, found) = (0, 0)
    for percent in 10..<95 {
      let at = data.lowerBound + data.count * percent / 100
      let lost = Sample.validate(Array(bytes[..<at] + bytes[(at + 40)...]))
      // Once in a while as many blocks are read as there were.
      #expect(lost.verdict != .salvageable, "\(percent) %: \(lost.message)")
      found += lost.verdict == .corrupt ? 1 : 0
      let ended = Sample.validate(Array(bytes[..<at] + [0xFF, 0xD9]))
      if ended.reason == .truncated, ended.verdict == .salvageable { cut += 1 }
    }
    // By chance, a cut may fall behind a block and something that looks like padding.
    #expect(cut >= 35 && found >= 80, "\(cut), \(found)")
  }

  @Test("A tail of zeros counts as cut where the zeros begin", arguments: [30, 60, 90])
  func zeroTail(percent: Int) throws {
    var bytes = try Sample.jpeg(width: 160, height: 160)
    let cut = bytes.count * percent / 100
    for index in cut..<bytes.count { bytes[index] = 0 }
    let report = Sample.validate(bytes)
    #expect(report.reason == .truncated)
    let offset = try #require(report.byteOffset)
    #expect(abs(offset - cut) < 8)
    #expect(report.verdict == (report.decodedShare >= 0.5 ? .salvageable : .corrupt))
  }

  @Test("A cut within the headers is no picture")
  func headerOnly() throws {
    let bytes = try Sample.jpeg()
    let start = try #require(Sample.header(bytes).scans.first?.offset)
    for end in stride(from: 2, through: start, by: 7) {
      let report = Sample.validate(Array(bytes[..<end]))
      #expect(report.verdict == .corrupt, "\(end) bytes: \(report.message)")
      #expect(report.decodedShare == 0)
    }
  }

  @Test("Bytes behind EOI say nothing", arguments: [false, true])
  func trailingBytes(progressive: Bool) throws {
    let bytes = try Sample.jpeg(progressive: progressive)
    #expect(Sample.validate(bytes + [UInt8](repeating: 0, count: 5000)).verdict == .ok)
    #expect(Sample.validate(bytes + bytes).verdict == .ok)
  }

  @Test("A missing EOI alone costs no row, and is told from a cut", arguments: [false, true])
  func missingEnd(progressive: Bool) throws {
    let bytes = try Sample.jpeg(progressive: progressive)
    let report = Sample.validate(Array(bytes.dropLast(2)))
    #expect(report.verdict == .salvageable)
    #expect(report.reason == .missingEnd)
    #expect(report.decodedShare == 1)
    #expect(report.warningCount == 1)
    #expect(report.isWhole)
    let cut = Sample.validate(Array(bytes.dropLast(40)))
    #expect(cut.reason == .truncated)
    #expect(!cut.isWhole)
  }

  @Test("A name that lies about the format is noted, whatever the verdict")
  func names() throws {
    let bytes = try Sample.jpeg()
    for name in ["a.jpg", "a.JPEG", "folder.png/a.jpg", "noending", "a.jpg.part", ""] {
      #expect(!Sample.validate(bytes, name: name).nameLies, "\(name)")
    }
    let report = Sample.validate(bytes, name: "a.b/photo.PNG")
    #expect(report.nameLies)
    #expect(report.verdict == .ok)
    #expect(Sample.validate(Array("GIF89a".utf8), name: "x.jpg").nameLies)
    // Of another format, though not of a picture's.
    #expect(Sample.validate(Array("<html></html>".utf8), name: "x.jpg").nameLies)
    // Nothing contradicts the name.
    #expect(!Sample.validate(Array("a text".utf8), name: "x.jpg").nameLies)
    #expect(!Sample.validate([], name: "x.jpg").nameLies)
  }

  @Test("Stray bytes between header segments are harmless up to 1024")
  func strayHeaderBytes() throws {
    let bytes = try Sample.jpeg()
    let at = try Sample.offset(of: 0xDB, in: bytes)
    func with(_ count: Int) -> [UInt8] {
      Array(bytes[..<at]) + [UInt8](repeating: 7, count: count) + bytes[at...]
    }
    #expect(Sample.validate(with(1024)).verdict == .ok)
    #expect(Sample.validate(with(1025)).reason == .extraneousData)
  }

  @Test("A Huffman table with two codes for one symbol")
  func symbolTwice() throws {
    var bytes = try Sample.jpeg()
    let symbols = try Sample.offset(of: 0xC4, in: bytes) + 21
    bytes[symbols + 11] = bytes[symbols + 10]
    let report = Sample.validate(bytes)
    #expect(report.reason == .badHeader && report.message.contains("two codes for one symbol"))
  }

  @Test("Altered quantisation tables")
  func quantisation() throws {
    let bytes = try Sample.jpeg()
    let at = try Sample.offset(of: 0xDB, in: bytes) + 5
    var coarse = bytes
    coarse[at] = 200
    #expect(Sample.validate(coarse).reason == .badQuantisation)
    var random = bytes
    for k in 0..<64 { random[at + k] = k % 2 == 0 ? 255 : 2 }
    #expect(Sample.validate(random).reason == .badQuantisation)
    for step: UInt8 in [1, 200] {
      var spike = bytes
      spike[at + 20] = step
      #expect(Sample.validate(spike).message.contains("step 20"), "\(step)")
    }
  }

  @Test("Brightness that points at the table of the colours")
  func selectors() throws {
    var bytes = try Sample.jpeg()
    bytes[try Sample.offset(of: 0xC0, in: bytes) + 12] = 1
    #expect(Sample.validate(bytes).reason == .badQuantisation)
  }

  @Test("Scans that would visit a large picture again and again are refused, before any is walked")
  func blockVisits() {
    // 4000x4000 gray pixels, and scan headers without data.
    func file(scans: Int) -> [UInt8] {
      let frame: [UInt8] = [0xFF, 0xC2, 0, 11, 8, 0x0F, 0xA0, 0x0F, 0xA0, 1, 1, 0x11, 0]
      let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0]
      let table = [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 8, count: 64)
      return [0xFF, 0xD8] + table + frame + (0..<scans).flatMap { _ in scan } + [0xFF, 0xD9]
    }
    var limits = ImageLimits()
    limits.maxPixels = 16_000_000
    #expect(Sample.validate(file(scans: 40), limits: limits).verdict == .corrupt)
    let report = Sample.validate(file(scans: 41), limits: limits)
    #expect(report.verdict == .hostile)
    #expect(report.reason == .tooManyScans)
    #expect(report.message.contains("10250000") && report.message.contains("10000000"))
    // A picture well below the limit may have as many scans as there are.
    #expect(Sample.validate(file(scans: 200)).verdict == .corrupt)
  }

  @Test("Limits are checked before anything is read or decoded")
  func limits() throws {
    let bytes = try Sample.jpeg(progressive: true)
    var limits = ImageLimits()
    limits.maxBytes = bytes.count - 1
    #expect(Sample.validate(bytes, limits: limits).reason == .tooManyBytes)
    limits = ImageLimits()
    limits.maxPixels = 96 * 96 - 1
    let report = Sample.validate(bytes, limits: limits)
    #expect(report.reason == .tooManyPixels)
    #expect(report.verdict == .hostile)
    #expect(report.message.contains("96x96"))
    #expect(report.message.contains("\(96 * 96 - 1)"))
    limits = ImageLimits()
    limits.maxScans = 3
    #expect(Sample.validate(bytes, limits: limits).reason == .tooManyScans)
  }
}
