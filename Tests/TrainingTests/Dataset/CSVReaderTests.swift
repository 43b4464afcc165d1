import Platform
import Testing

@testable import Training

@Suite struct CSVReaderTests {
  private func rows(_ text: String) throws -> [(line: Int, fields: [String])] {
    try Array(text.utf8).withUnsafeBytes { bytes in
      var reader = CSVReader(bytes, name: "list.csv")
      var rows: [(line: Int, fields: [String])] = []
      while let fields = try reader.nextRow() { rows.append((reader.line, fields)) }
      return rows
    }
  }

  @Test func plainAndQuotedFields() throws {
    let rows = try rows("path,label\r\n\"a,b \"\"c\"\".jpg\",cat\n\n,\n\"two\nlines\",dog\nlast,x")
    #expect(
      rows.map(\.fields) == [
        ["path", "label"], ["a,b \"c\".jpg", "cat"], ["", ""], ["two\nlines", "dog"],
        ["last", "x"],
      ])
    #expect(rows.map(\.line) == [1, 2, 4, 5, 7])
  }

  @Test func emptyTextsHaveNoRows() throws {
    #expect(try rows("").isEmpty && rows("\n\r\n").isEmpty && rows("\u{FEFF}").isEmpty)
    #expect(try rows("\u{FEFF}path,label").first?.fields == ["path", "label"])
    #expect(try rows("a,").first?.fields == ["a", ""])
    #expect(try rows("\"a\"").first?.fields == ["a"])
  }

  @Test(arguments: [
    ("a,b\n\"open", "line 2: a quoted field is not closed"),
    ("\"a\"b,c", "line 1: text after a closing quote"),
    ("a,b\n\nc\"d,e", "line 3: a quote within a field"),
    ("a\0b", "line 1: a field is not UTF-8"),
  ])
  func malformedRowsAreNamed(text: String, part: String) {
    let error = scanlineError { _ = try rows(text) }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("list.csv, \(part)") == true, "\(error?.message ?? "")")
  }

  @Test func bytesThatAreNotTextAreNamed() {
    let bytes: [UInt8] = [0x61, 0x0A, 0xFF, 0xFE]
    bytes.withUnsafeBytes { bytes in
      var reader = CSVReader(bytes, name: "x")
      let error = scanlineError { while try reader.nextRow() != nil {} }
      #expect(error?.message == "x, line 2: a field is not UTF-8 text")
    }
  }
}
