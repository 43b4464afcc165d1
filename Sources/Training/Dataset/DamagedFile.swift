import Imaging

/// A file that was left out of a data set, and why.
package struct DamagedFile: Sendable {
  package let path: String
  /// Index of its label.
  package let label: Int
  /// Of a good file that was left out for another reason than damage, `message` says why.
  package let report: ImageReport
}
