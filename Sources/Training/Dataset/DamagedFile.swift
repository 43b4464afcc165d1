import Imaging

/// A file that was left out of a data set, and why.
package struct DamagedFile: Sendable {
  package enum Cause: Sendable {
    case damage, quality, labelConflict
  }

  package let path: String
  /// Index of its label.
  package let label: Int
  package let cause: Cause
  /// Of a good file that was left out for another reason than damage, `message` says why.
  package let report: ImageReport
}
