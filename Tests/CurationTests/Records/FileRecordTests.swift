import Curation
import Imaging
import Platform
import Testing

@Suite("Lines and rows of a report")
struct FileRecordTests {
  private func record(_ path: RawPath, message: String = "") -> FileRecord {
    var report = ImageReport()
    report.verdict = .salvageable
    report.reason = .truncated
    report.format = .jpegXL
    report.colourSpace = .yCbCr
    report.byteOffset = 91
    report.row = 16
    report.decodedShare = 0.1 + 0.2
    report.warningCount = 3
    report.width = 640
    report.height = 480
    report.components = 3
    (report.subsamplingHorizontal, report.subsamplingVertical) = (2, 1)
    report.orientation = 6
    report.progressive = true
    report.message = message
    return FileRecord(
      path: path, folder: "cat, black", size: 1 << 40, modified: "2026-11-23T02:10:00.000000001Z",
      report: report)
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test(
    "A line that is read back gives the line again",
    arguments: ["a.jpg", "a/\"q\"\\ \n\t\u{1}ä.jpg", "C:\\photos\\a.jpg", ""])
  func json(path: String) throws {
    let line = record(RawPath(path), message: path).jsonLine
    #expect(!line.contains(UInt8(ascii: "\n")) && !text(line).contains("path_bytes"))
    let back = try FileRecord(jsonLine: line, what: "line")
    #expect(back.jsonLine == line)
    #expect(back.path == RawPath(path) && back.report.decodedShare == 0.1 + 0.2)
    #expect(back.report.subsamplingVertical == 1 && back.report.subsamplingHorizontal == 2)
  }

  @Test("A path that is not UTF-8 is there byte by byte")
  func foreignPath() throws {
    let path = RawPath(bytes: [0x61, 0xE9, 0x0A, 0xFF])
    let line = record(path).jsonLine
    #expect(text(line).contains("\"path_bytes\":\"61e90aff\""))
    #expect(try FileRecord(jsonLine: line, what: "line").path == path)
  }

  @Test("A good file has null where damage would be described")
  func good() throws {
    let record = FileRecord(
      path: RawPath("a"), folder: nil, size: 1, modified: nil, report: ImageReport())
    let line = text(record.jsonLine)
    for key in [
      "class", "modified", "reason", "message", "byte_offset", "row", "colour_space",
      "subsampling",
    ] {
      #expect(line.contains("\"\(key)\":null"), "\(key)")
    }
    let back = try FileRecord(jsonLine: record.jsonLine, what: "")
    #expect(back.report.reason == .none && back.jsonLine == record.jsonLine)
  }

  @Test(
    "What is no line of a report is refused by name",
    arguments: [
      "", "{}", "[1]", "{\"file\":1}",
      "{\"file\":\"a\",\"size\":1,\"verdict\":\"splendid\",\"decoded_share\":1,\"warnings\":0}",
    ])
  func strangers(line: String) {
    let error = #expect(throws: ScanlineError.self) {
      try FileRecord(jsonLine: Array(line.utf8), what: "r.jsonl, line 7")
    }
    #expect(error?.kind == .invalidArgument && error?.message.contains("line 7") == true)
  }

  @Test("Rows have a field a column, quoted where they must be")
  func csv() {
    let header = text(FileRecord.csvHeader)
    #expect(header.hasPrefix("file,path_bytes,class,size,modified,verdict,reason,"))
    #expect(header.hasSuffix("\r\n"))
    let row = text(record(RawPath("a\"b.jpg"), message: "two\nlines").csvRow)
    #expect(row.hasPrefix("\"a\"\"b.jpg\",,\"cat, black\",1099511627776,"))
    #expect(row.contains(",\"two\nlines\",91,16,") && row.contains(",2 1,6,true,false"))
  }

  @Test("Numbers are written alike in both", arguments: [0, 1, 0.1 + 0.2, 1e-9, 12.5])
  func numbers(share: Double) {
    var record = record(RawPath("a"))
    record.report.decodedShare = share
    let line = text(record.jsonLine).firstMatch(of: /"decoded_share":([^,]+),/)?.output.1
    let fields = text(record.csvRow).split(separator: ",", omittingEmptySubsequences: false)
    let names = text(FileRecord.csvHeader).split(separator: ",")
    // The class has a comma.
    let index = names.firstIndex(of: "decoded_share").map { $0 + 1 }
    #expect(line != nil && index.map { fields[$0] } == line)
  }

  @Test("No text is a formula to a spreadsheet", arguments: ["=1+1", "+1", "-1", "@a", "\tx"])
  func formulas(path: String) {
    #expect(text(record(RawPath(path)).csvRow).hasPrefix("'" + path))
  }
}
