import Platform

/// `scanline_grouping`: which pictures are taken for the same one. Raw values never change.
package enum DuplicateGrouping: Int32, CaseIterable, Sendable {
  case none = 0
  /// Files with the same bytes, as far as both go: cut copies, too.
  case exact = 1
  /// Also pictures that look the same.
  case near = 2

  /// Stable, for reports.
  package var name: String { "\(self)" }
}
