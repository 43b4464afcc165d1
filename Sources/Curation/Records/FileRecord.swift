import Imaging
import Platform

/// What is kept of one file: its line in a report.
package struct FileRecord: Sendable {
  /// As it was given and found: the operand's path with the file's below it.
  package var path: RawPath
  /// The first folder below the one that was given: the class, where a folder is one. Nil for files that
  /// lie in the folder itself.
  package var folder: String?
  /// Bytes; 0 for what could not be read.
  package var size: Int
  /// `FileTime.text` of the last change; nil for what could not be looked at.
  package var modified: String?
  package var report: ImageReport

  package init(
    path: RawPath, folder: String?, size: Int, modified: String?, report: ImageReport
  ) {
    self.path = path
    self.folder = folder
    self.size = size
    self.modified = modified
    self.report = report
  }
}
