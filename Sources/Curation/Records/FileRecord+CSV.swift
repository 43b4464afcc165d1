import Imaging
import Platform

extension FileRecord {
  /// The names of the columns: the keys of the JSON line.
  package static var csvHeader: [UInt8] {
    let record = FileRecord(
      path: RawPath(""), folder: nil, size: 0, modified: nil, report: ImageReport())
    return CSVLine.header(record.members.map { "\($0.key)" })
  }

  /// The record as one line, its line end included. What is not known is empty; of lists the members stand
  /// behind each other, parted by spaces.
  package var csvRow: [UInt8] {
    var line = CSVLine()
    for (_, value) in members {
      switch value {
      case .text(let text): line.add(text: text ?? "")
      case .integer(let number): line.add(number.map(String.init) ?? "")
      case .number(let number): line.add(number.flatMap(JSONLine.text) ?? "")
      case .flag(let flag): line.add(flag ? "true" : "false")
      case .integers(let numbers): line.add((numbers ?? []).map(String.init).joined(separator: " "))
      case .texts(let texts): line.add(texts.joined(separator: " "))
      }
    }
    line.end()
    return line.bytes
  }
}
