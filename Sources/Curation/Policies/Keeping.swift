/// What becomes of one file under a policy.
package enum Keeping: Equatable, Sendable {
  /// All of the picture is used.
  case whole
  /// All that a decoder makes of a damaged picture is used.
  case asDecoded
  /// All rows, so many, are used, of a progressive picture that lacks its finest scans.
  case coarse(rows: Int)
  /// The first rows, as stored, are used.
  case cropped(rows: Int)
  case leftOut

  package var isKept: Bool { self != .leftOut }

  /// Rows that must be good when the file is read again; nil where all of it must be, or nothing.
  package var rows: Int? {
    switch self {
    case .cropped(let rows), .coarse(let rows): rows
    case .whole, .asDecoded, .leftOut: nil
    }
  }
}
