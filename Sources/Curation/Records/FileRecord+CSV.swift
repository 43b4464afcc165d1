import Imaging
import Platform

extension FileRecord {
  /// The names of the columns: the keys of the JSON line.
  package static var csvHeader: [UInt8] {
    let record = FileRecord(
      path: RawPath(""), folder: nil, size: 0, modified: nil, report: ImageReport())
    return csvRow(record.members.map { "\($0.key)" })
  }

  /// The record as one row (RFC 4180), its line end included. What is not known is empty; of lists the
  /// members stand behind each other, parted by spaces. A text that a spreadsheet would take for a
  /// formula is preceded by an apostrophe.
  package var csvRow: [UInt8] {
    Self.csvRow(
      members.map { _, value in
        switch value {
        case .text(let text): Self.harmless(text ?? "")
        case .integer(let number): number.map(String.init) ?? ""
        case .number(let number): number.flatMap { $0.isFinite ? "\($0)" : nil } ?? ""
        case .flag(let flag): flag ? "true" : "false"
        case .integers(let numbers): numbers.map(String.init).joined(separator: " ")
        case .texts(let texts): texts.joined(separator: " ")
        }
      })
  }

  private static func harmless(_ text: String) -> String {
    guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else { return text }
    return "'" + text
  }

  private static func csvRow(_ fields: [String]) -> [UInt8] {
    var row: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { row.append(UInt8(ascii: ",")) }
      guard field.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else {
        row.append(contentsOf: field.utf8)
        continue
      }
      row.append(UInt8(ascii: "\""))
      for byte in field.utf8 {
        if byte == UInt8(ascii: "\"") { row.append(byte) }
        row.append(byte)
      }
      row.append(UInt8(ascii: "\""))
    }
    row.append(contentsOf: "\r\n".utf8)
    return row
  }
}
