import Imaging
import Testing

@Suite("Progressive files")
struct ProgressionTests {
  @Test("A file whose later scans are missing is not whole, though decoders accept it")
  func missingScans() throws {
    let bytes = try Sample.jpeg(progressive: true)
    let header = try Sample.header(bytes)
    #expect(header.scanCount >= 6)
    for count in 1..<header.scanCount {
      let cut = bytes[..<header.scans[count - 1].data.upperBound] + [0xFF, 0xD9]
      let report = Sample.validate(Array(cut))
      #expect(report.reason == .incompleteProgression, "\(count) scans: \(report.message)")
      #expect(report.verdict == .salvageable)
      #expect(report.decodedShare == 1)
    }
  }

  @Test("A cut within the first scan counts rows; a later one leaves them all, coarser")
  func cuts() throws {
    let bytes = try Sample.jpeg(width: 160, height: 160, progressive: true)
    let scans = try Sample.header(bytes).scans
    let first = scans[0].data
    let early = Sample.validate(Array(bytes[..<(first.lowerBound + first.count / 4)]))
    #expect(early.reason == .truncated)
    #expect(early.verdict == .corrupt)
    #expect(early.decodedShare < 0.5)
    let refined = scans[scans.count - 1].data
    let late = Sample.validate(Array(bytes[..<(refined.lowerBound + refined.count / 2)]))
    #expect(late.reason == .truncated)
    #expect(late.verdict == .salvageable)
    #expect(late.decodedShare == 1)
  }

  @Test("A cut within the means' low bits leaves all rows, too")
  func cutRefinement() throws {
    let bytes = try Sample.jpeg(width: 160, height: 160, progressive: true)
    let refinement = try Sample.header(bytes).scans.first {
      $0.spectralStart == 0 && $0.approximationHigh > 0
    }
    let data = try #require(refinement).data
    let report = Sample.validate(Array(bytes[..<(data.lowerBound + data.count / 4)]))
    #expect(report.reason == .truncated)
    #expect(report.verdict == .salvageable && report.decodedShare == 1)
  }

  @Test("A few bytes left behind a scan are harmless, more mean that it was read out of step")
  func strayBytes() throws {
    let bytes = try Sample.jpeg(progressive: true)
    for scan in try Sample.header(bytes).scans {
      let end = scan.data.upperBound
      func with(_ count: Int) -> [UInt8] {
        bytes[..<end] + [UInt8](repeating: 0x55, count: count) + bytes[end...]
      }
      #expect(Sample.validate(with(16)).verdict == .ok)
      let report = Sample.validate(with(17))
      #expect(report.reason == .extraneousData, "scan at \(scan.offset): \(report.message)")
      #expect(report.verdict == .corrupt)
    }
  }

  @Test("Damage in any scan is found")
  func damage() throws {
    let bytes = try Sample.jpeg(width: 160, height: 160, progressive: true)
    for scan in try Sample.header(bytes).scans where scan.data.count > 200 {
      var copy = bytes
      for index in scan.data.lowerBound + 40..<scan.data.lowerBound + 120 { copy[index] = 0xFE }
      #expect(Sample.validate(copy).verdict != .ok, "scan at \(scan.offset)")
    }
  }

  @Test("A run of empty blocks that outlasts the picture is met in its last row of blocks")
  func runPastEnd() throws {
    let bytes = try Sample.jpeg(progressive: true)
    let scan = try #require(try Sample.header(bytes).scans.first { $0.spectralStart > 0 })
    // One code, of one bit: a run of 2^14 blocks and as many more as the next 14 bits say.
    let table =
      [0xFF, 0xC4, 0, 20, 0x10 | UInt8(scan.members[0].acIndex), 1]
      + [UInt8](repeating: 0, count: 15) + [0xE0]
    let start = bytes[scan.offset..<scan.data.lowerBound]
    let report = Sample.validate(bytes[..<scan.offset] + table + start + [0x7F, 0xFE, 0xFF, 0xD9])
    #expect(report.reason == .badEntropyData)
    #expect(report.row == 88, "of 96: \(report.message)")
  }

  @Test("Scans that contradict each other")
  func parameters() throws {
    let bytes = try Sample.jpeg(progressive: true)
    let scans = try Sample.header(bytes).scans
    // The last parameter byte of a scan header lies before its data.
    var skipped = bytes
    let refinement = try #require(scans.first { $0.approximationHigh > 0 })
    skipped[refinement.data.lowerBound - 1] = 0x54
    #expect(Sample.validate(skipped).reason == .badProgression)
    var impossible = bytes
    impossible[scans[0].data.lowerBound - 2] = 63
    let report = Sample.validate(impossible)
    #expect(report.reason == .badProgression)
    #expect(report.verdict == .corrupt)
  }

  @Test("What was sent down to its last bit is not sent again")
  func sentAgain() throws {
    let bytes = try Sample.jpeg(progressive: true)
    let scans = try Sample.header(bytes).scans
    let index = try #require(scans.firstIndex { $0.spectralStart > 0 && $0.spectralEnd == 63 })
    // With its tables, and as if it held the last bits.
    var again = Array(bytes[scans[index - 1].data.upperBound..<scans[index].data.upperBound])
    again[again.count - scans[index].data.count - 1] = 0
    let report = Sample.validate(bytes.dropLast(2) + again + [0xFF, 0xD9])
    #expect(report.reason == .badProgression, "\(report.message)")
    #expect(report.warningCount == 1)
  }
}
