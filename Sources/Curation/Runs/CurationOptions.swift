import Imaging

/// What a run over folders does with what it finds. Without a path, nothing is written; without a
/// quarantine, nothing is moved.
package struct CurationOptions: Sendable {
  /// Folders within the folder, too, each once, through links as well.
  package var recursive = true
  /// Every file, not only those with a picture's name ending.
  package var allFiles = false
  package var limits = ImageLimits()
  /// 0 for one a processor.
  package var threads = 0
  /// Walks the folders once before, so that the progress has a total.
  package var countFirst = false

  /// JSON Lines, a line a file, in the order of the names; grows with the run.
  package var reportPath: String?
  /// Takes over the lines of the report that is there for files that have not changed since, and ends
  /// with the report of a run that was never interrupted.
  package var resume = false
  /// CSV with the report's columns; there when the run has ended.
  package var csvPath: String?
  /// JSON with the counts; "complete" is false until the run has ended.
  package var summaryPath: String?

  /// The verdicts that make a file a finding.
  package var verdicts: Set<ImageReport.Verdict> = [
    .salvageable, .corrupt, .unsupported, .hostile,
  ]
  /// What speaks against a picture's content and makes its file a finding, too.
  package var quality: ImageQuality.Flags = []
  /// The paths of the findings, one a line; there when the run has ended.
  package var listPath: String?
  /// A 0 byte behind each path of the list instead of a line feed.
  package var listEndsWithZero = false
  /// A folder that the findings are moved to. A file that cannot be read is left in its place.
  package var quarantinePath: String?

  package init() {}
}
