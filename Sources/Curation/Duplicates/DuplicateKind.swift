/// What makes the pictures of a group the same.
package enum DuplicateKind: Sendable {
  /// All files have the same bytes.
  case exact
  /// All have the same bytes as far as they go: whole files and copies that were cut off.
  case cut
  /// Some only look the same.
  case near

  /// Stable, for reports.
  package var name: String { "\(self)" }
}
