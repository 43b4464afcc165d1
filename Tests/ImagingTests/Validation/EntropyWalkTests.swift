import Imaging
import Testing

@Suite("Entropy-coded data, block by block")
struct EntropyWalkTests {
  private let file = BlockFile()

  @Test("A file of our own blocks is good, and TurboJPEG agrees")
  func good() throws {
    let bytes = file.encode(file.plainBlocks)
    let report = Sample.validate(bytes)
    #expect(report.verdict == .ok, "\(report.message)")
    #expect(try Sample.decoderComplaint(bytes, width: 32, height: 64) == nil)
  }

  @Test("An impossible code is found at its row", arguments: [0, 5, 17, 31])
  func badCode(block: Int) {
    var blocks = file.plainBlocks
    blocks[block] = BlockFile.noCode
    let report = Sample.validate(file.encode(blocks))
    #expect(report.verdict == .corrupt)
    #expect(report.reason == .badEntropyData)
    #expect(report.row == block / 4 * 8)
    #expect(report.decodedShare == Double(block / 4 * 8) / 64)
  }

  @Test("Coefficients past a block's end are found, on which TurboJPEG is silent")
  func pastBlockEnd() throws {
    var blocks = file.plainBlocks
    blocks[10] = BlockFile.tooLong + "1010"
    let report = Sample.validate(file.encode(blocks))
    #expect(report.reason == .badEntropyData)
    #expect(report.message.contains("past the end of a block"))
    #expect(report.row == 16)
  }

  @Test("A brightness that drifts out of range is found")
  func drift() {
    // Category 7, value 127, quantisation step 8: the second block reaches 2032 of 1024.
    let step = "11110" + "1111111" + "1010"
    var blocks = file.plainBlocks
    blocks[8] = step
    #expect(Sample.validate(file.encode(blocks)).verdict == .ok)
    blocks[9] = step
    let report = Sample.validate(file.encode(blocks))
    #expect(report.reason == .badEntropyData)
    #expect(report.message.contains("DC"))
    #expect(report.row == 16)
  }

  @Test("The offset of a fault points behind stuffed bytes")
  func offset() throws {
    // Eight bits of ones each: 0xFF 0x00 in the file.
    let ones = "11110" + "1111111" + "1010"
    let blocks = [ones, "11110" + "0000000" + "1010", ones, BlockFile.noCode]
    let bytes = file.encode(blocks + Array(repeating: BlockFile.flat, count: 28))
    let report = Sample.validate(bytes)
    let offset = try #require(report.byteOffset)
    #expect(report.row == 0)
    // 48 bits of three blocks and the DC code lie before the bad code.
    let stuffed = zip(bytes[file.head.count...], bytes[(file.head.count + 1)...])
      .prefix(6).filter { $0 == 0xFF && $1 == 0 }.count
    #expect(offset == file.head.count + 6 + stuffed)
  }

  @Test("Data that end early are a cut: the rows before it count", arguments: [3, 16, 20, 31])
  func truncated(blocks count: Int) {
    let bytes = file.encode(Array(file.plainBlocks.prefix(count)))
    let report = Sample.validate(Array(bytes.dropLast(2)))
    #expect(report.reason == .truncated)
    // Up to seven bits of padding may be read as part of a block, never as a whole one.
    #expect(report.row == count / 4 * 8)
    #expect(report.verdict == (count >= 16 ? .salvageable : .corrupt))
  }

  @Test(
    "Data that end early as an encoder ends them lack some in the middle", arguments: [16, 20])
  func lostInTheMiddle(blocks count: Int) {
    let bytes = file.encode(Array(file.plainBlocks.prefix(count)))
    let report = Sample.validate(bytes)
    #expect(report.reason == .badEntropyData && report.verdict == .corrupt)
    #expect(report.row == count / 4 * 8)
    // Cut off within a block, and given an end by a tool, it is what it was.
    let repaired = Sample.validate(bytes.dropLast(3) + [0xFF, 0xD9])
    #expect(repaired.reason == .truncated && repaired.row.map { $0 >= count / 4 * 8 - 8 } == true)
  }

  @Test("Restart intervals lost in the middle, so that the markers' numbers still fit")
  func lostIntervals() {
    var file = BlockFile()
    (file.rows, file.restartInterval) = (39, 3)
    let segments = file.segments(file.plainBlocks)
    let lost = file.head + (segments[..<18] + segments[26...]).joined() + [0xFF, 0xD9]
    let report = Sample.validate(lost)
    #expect(report.verdict == .corrupt && report.message.contains("intervals are lost"))
    let cut = file.head + segments[..<45].joined()
    #expect(Sample.validate(cut).verdict == .salvageable)
    // An interval that has begun no block, and an end that a tool added.
    #expect(Sample.validate(cut + [0xFF, 0xD9]).verdict == .salvageable)
  }

  @Test("The place of stray bytes is that in the file, stuffing included")
  func placeOfStrayBytes() {
    var file = BlockFile()
    (file.rows, file.restartInterval) = (40, 8)
    let stray = [[UInt8]](repeating: [0xFF, 0], count: 40).flatMap { $0 }
    var segments = file.segments(file.plainBlocks)
    let before = file.head.count + segments[..<3].joined().count + segments[3].count - 2
    segments[3].insert(contentsOf: stray, at: segments[3].count - 2)
    let inside = Sample.validate(file.head + segments.joined() + [0xFF, 0xD9])
    #expect(inside.reason == .extraneousData && inside.byteOffset == before)
    let whole = file.encode(file.plainBlocks)
    let atEnd = Sample.validate(whole.dropLast(2) + stray + [0xFF, 0xD9])
    #expect(atEnd.reason == .extraneousData && atEnd.byteOffset == whole.count - 2)
  }

  @Test("A few stray bytes before EOI are harmless, many are not")
  func strayBytes() {
    let bytes = file.encode(file.plainBlocks)
    let end = bytes.count - 2
    let few = bytes[..<end] + [UInt8](repeating: 0x55, count: 16) + bytes[end...]
    #expect(Sample.validate(Array(few)).verdict == .ok)
    let many = bytes[..<end] + [UInt8](repeating: 0x55, count: 17) + bytes[end...]
    #expect(Sample.validate(Array(many)).reason == .extraneousData)
  }

  @Test("A few stray bytes that go on from the last block are data, and the file is out of step")
  func goesOn() {
    let blocks = file.plainBlocks
    let longer = BlockFile.pack((blocks + blocks.prefix(12)).joined()) + [0xFF, 0xD9]
    let report = Sample.validate(file.head + longer)
    #expect(report.reason == .extraneousData)
    #expect(report.message.contains("go on"), "\(report.message)")
    // By libjpeg's measure it is harmless.
    #expect(longer.count - BlockFile.pack(blocks.joined()).count - 2 <= 16)
  }

  @Test("Zeros that would be codes of coefficients are a hole in the data")
  func hole() {
    var file = file
    (file.columns, file.rows) = (31, 31)
    let bytes = file.encode(file.plainBlocks)
    let start = file.head.count + (bytes.count - file.head.count) / 2
    #expect(Sample.validate(bytes).verdict == .ok)
    var holed = bytes
    for at in start..<start + 64 { holed[at] = 0 }
    let report = Sample.validate(holed)
    #expect(report.reason == .badEntropyData)
    #expect(abs((report.byteOffset ?? 0) - start) < 8, "\(report.message)")
  }

  @Test("As many zeros as one MCU has may be a decoder's, of a file that was cut and saved again")
  func zerosOfOneMCU() throws {
    // Annex K: a difference of 0, and 63 times a coefficient of -1: 191 bits.
    let filled = "00" + String(repeating: "000", count: 63)
    // Four luma blocks an MCU, as of 4:2:0, take 96 bytes.
    var bytes = try Sample.jpeg(width: 16, height: 48, quality: 90)
    let data = try #require(Sample.header(bytes).scans.first?.data)
    let flat = String(repeating: "00" + "1010", count: 4) + "0000" + "0000"
    let mcu = String(repeating: filled, count: 4) + "0000" + "0000"
    bytes.replaceSubrange(data, with: BlockFile.pack(flat + mcu + flat))
    #expect(Sample.validate(bytes).verdict == .ok, "\(Sample.validate(bytes).message)")
    bytes.replaceSubrange(
      data.lowerBound..<bytes.count - 2, with: BlockFile.pack(mcu + mcu + flat))
    #expect(Sample.validate(bytes).reason == .badEntropyData)
  }

  @Test("Zeros that are the codes of flat blocks are none")
  func flatZeros() throws {
    var file = file
    (file.columns, file.rows) = (31, 31)
    // DC: a bit for no difference; AC: one for the end of a block.
    let code = [1] + [UInt8](repeating: 0, count: 15) + [0]
    let bytes = Sample.inserting(
      0xC4, [0] + code + [0x10] + code,
      into: file.encode([String](repeating: "00", count: file.blockCount)))
    #expect(bytes.suffix(240).dropLast(3).allSatisfy { $0 == 0 })
    let report = Sample.validate(bytes)
    #expect(report.verdict == .ok, "\(report.message)")
    #expect(try Sample.decoderComplaint(bytes, width: 248, height: 248) == nil)
  }

  @Test("Scan parameters of a sequential file must be 0, 63, 0, 0")
  func scanParameters() {
    var bytes = file.encode(file.plainBlocks)
    bytes[file.head.count - 2] = 5
    let report = Sample.validate(bytes)
    #expect(report.reason == .badHeader)
    #expect(report.verdict == .corrupt)
  }

  @Test("Huffman tables must exist and make sense")
  func tables() {
    var bytes = file.encode(file.plainBlocks)
    // Table 2, which nobody defined.
    bytes[file.head.count - 4] = 0x20
    #expect(Sample.validate(bytes).message.contains("Huffman table 2 is missing"))

    // Three codes of one bit.
    let counts = [3] + [UInt8](repeating: 0, count: 15)
    let crowded = Sample.inserting(
      0xC4, [0] + counts + [0, 1, 2], into: file.encode(file.plainBlocks))
    #expect(Sample.validate(crowded).reason == .badHeader)

    // A DC category of 16.
    let large = Sample.inserting(
      0xC4, [0] + [1] + [UInt8](repeating: 0, count: 15) + [16],
      into: file.encode(file.plainBlocks))
    #expect(Sample.validate(large).message.contains("category over 15"))
  }

  // MARK: - Data longer than what is held of them at once

  @Test(
    "Long data are walked to their end, and damage is found where it is", arguments: [false, true])
  func longData(progressive: Bool) throws {
    let bytes = try TestJPEG.make(
      TestPicture.noise(900, 700), quality: 98, progressive: progressive)
    let scans = try Sample.header(bytes).scans
    let longest = try #require(scans.max { $0.data.count < $1.data.count })
    try #require(longest.data.count > 200_000)
    let whole = Sample.validate(bytes)
    #expect(whole.verdict == .ok, "\(whole.message)")

    for percent in stride(from: 10, through: 90, by: 20) {
      let end = longest.data.lowerBound + longest.data.count * percent / 100
      let cut = Sample.validate(Array(bytes[..<end]))
      #expect(cut.reason == .truncated)
      #expect(abs((cut.byteOffset ?? 0) - end) <= 1)
      // Ones, which no code consists of.
      var altered = bytes
      for at in end..<end + 400 { altered[at] = 0xFE }
      let report = Sample.validate(altered)
      #expect(report.verdict == .corrupt)
      #expect((end - 8..<end + 408).contains(report.byteOffset ?? 0), "\(report.message)")
    }
  }

  @Test("A long tail of zeros is a cut where they begin")
  func longTail() throws {
    let bytes = try Sample.jpeg(width: 320, height: 320)
    let cut = bytes.count * 7 / 10
    let report = Sample.validate(bytes[..<cut] + [UInt8](repeating: 0, count: 300_000))
    #expect(report.reason == .truncated)
    #expect(abs((report.byteOffset ?? 0) - cut) < 8, "\(report.message)")
  }

  // MARK: - Restart markers

  @Test("Restart markers in order are good")
  func restarts() throws {
    var file = file
    file.restartInterval = 3
    let bytes = file.encode(file.plainBlocks)
    let report = Sample.validate(bytes)
    #expect(report.verdict == .ok, "\(report.message)")
    #expect(try Sample.decoderComplaint(bytes, width: 32, height: 64) == nil)
  }

  @Test("A lost restart interval is found where it was", arguments: [1, 4])
  func lostInterval(index: Int) {
    var file = file
    file.restartInterval = 4
    var segments = file.segments(file.plainBlocks)
    segments.remove(at: index)
    let report = Sample.validate(file.head + segments.joined() + [0xFF, 0xD9])
    #expect(report.reason == .restartMismatch)
    #expect(report.row == index * 8 + 8)
  }

  @Test("An interval that was sent twice is found")
  func repeatedInterval() {
    var file = file
    file.restartInterval = 4
    var segments = file.segments(file.plainBlocks)
    segments.insert(segments[2], at: 2)
    let report = Sample.validate(file.head + segments.joined() + [0xFF, 0xD9])
    #expect(report.reason == .restartMismatch)
  }

  @Test("Damage in two intervals is counted as two; what lies between is read")
  func resynchronises() {
    var file = file
    file.restartInterval = 4
    var blocks = file.plainBlocks
    blocks[4] = BlockFile.noCode
    blocks[21] = BlockFile.noCode
    let report = Sample.validate(file.encode(blocks))
    #expect(report.warningCount == 2)
    #expect(report.row == 8)
  }

  @Test("A restart marker where none belongs")
  func unexpectedRestart() {
    let blocks = file.plainBlocks
    let bytes =
      file.head + BlockFile.pack(blocks.prefix(16).joined()) + [0xFF, 0xD3]
      + BlockFile.pack(blocks.suffix(16).joined()) + [0xFF, 0xD9]
    let report = Sample.validate(bytes)
    #expect(report.reason == .badEntropyData)
    #expect(report.row == 32)
  }
}
