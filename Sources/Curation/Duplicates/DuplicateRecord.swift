import Platform

/// A group of pictures that are the same, with their places and labels.
package struct DuplicateRecord: Sendable, Equatable {
  package struct File: Sendable, Equatable {
    package let path: RawPath
    /// nil where there is none.
    package let label: String?
    /// Of the second folder.
    package let isOfOther: Bool
    /// Bits in which its perceptual hash differs from that of the group's first file.
    package let distance: Int

    package init(path: RawPath, label: String?, isOfOther: Bool, distance: Int) {
      self.path = path
      self.label = label
      self.isOfOther = isOfOther
      self.distance = distance
    }
  }

  /// From 0.
  package let number: Int
  package let kind: DuplicateKind
  package let files: [File]

  package init(number: Int, kind: DuplicateKind, files: [File]) {
    self.number = number
    self.kind = kind
    self.files = files
  }

  /// Whether the same picture has two labels.
  package var isConflict: Bool { Set(files.compactMap(\.label)).count > 1 }

  /// Whether it is in both folders.
  package var isLeak: Bool { Set(files.map(\.isOfOther)).count > 1 }
}

extension DuplicateRecord: Encodable {
  private struct Line: Encodable {
    struct File: Encodable {
      let path: RawPath
      let label: String?
      let side: String
      let distance: Int

      private enum CodingKeys: String, CodingKey {
        case path, label, side, distance
        case pathBytes = "path_bytes"
      }

      /// Writes null where there is no label, and the bytes of a path that is not UTF-8.
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(path.text, forKey: .path)
        if !path.isText { try container.encode(path.hexadecimal, forKey: .pathBytes) }
        try container.encode(label, forKey: .label)
        try container.encode(side, forKey: .side)
        try container.encode(distance, forKey: .distance)
      }
    }
    let group: Int
    let kind: String
    let isConflict: Bool
    let leak: Bool
    let files: [File]

    private enum CodingKeys: String, CodingKey {
      case group, kind
      case isConflict = "label_conflict"
      case leak, files
    }
  }

  /// A line of JSON Lines; the keys are described in docs/datasets.md.
  package func encode(to encoder: any Encoder) throws {
    try Line(
      group: number, kind: kind.name, isConflict: isConflict, leak: isLeak,
      files: files.map {
        Line.File(
          path: $0.path, label: $0.label, side: $0.isOfOther ? "against" : "folder",
          distance: $0.distance)
      }
    ).encode(to: encoder)
  }

  package static let csvHeader = CSVLine.header([
    "group", "kind", "label_conflict", "leak", "side", "label", "distance", "path",
    "path_bytes",
  ])

  /// A line of CSV a file.
  package var csv: [UInt8] {
    files.flatMap { file in
      var line = CSVLine()
      line.add("\(number)")
      line.add(kind.name)
      line.add("\(isConflict)")
      line.add("\(isLeak)")
      line.add(file.isOfOther ? "against" : "folder")
      line.add(text: file.label ?? "")
      line.add("\(file.distance)")
      line.add(text: file.path.text)
      line.add(file.path.isText ? "" : file.path.hexadecimal)
      line.end()
      return line.bytes
    }
  }
}
