/// What becomes of one file under a policy.
package enum Keeping: Equatable, Sendable {
  /// All of the picture is used.
  case whole
  /// All that a decoder makes of a damaged picture is used.
  case asDecoded
  /// The first rows, as stored, are used.
  case cropped(rows: Int)
  case leftOut

  package var isKept: Bool { self != .leftOut }

  /// Rows to crop to.
  package var rows: Int? {
    if case .cropped(let rows) = self { rows } else { nil }
  }
}
