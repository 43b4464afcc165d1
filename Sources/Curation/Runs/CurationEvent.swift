import Platform

/// What a run tells its host: after each file, in the order of the report, and now and then while the
/// files are counted.
package struct CurationEvent: Sendable {
  package struct File: Sendable {
    package let record: FileRecord
    /// The line of the report, without its line feed.
    package let jsonLine: [UInt8]
    /// One of the verdicts, or of the quality, that were asked for.
    package let isFinding: Bool
    /// Taken over from the report that was there.
    package let isReused: Bool
    /// Where it was moved to.
    package let movedTo: RawPath?
    /// Why it could not be moved or listed.
    package let failure: String?
  }

  /// Nil while the files are counted.
  package let file: File?
  /// Files validated, or counted so far.
  package let done: Int
  /// Their bytes.
  package let bytes: Int
  /// 0 when they were not counted first.
  package let totalFiles: Int
  package let totalBytes: Int
}
