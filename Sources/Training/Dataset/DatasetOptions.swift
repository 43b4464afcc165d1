import Curation
import Imaging
import Platform

/// `scanline_dataset_options`.
package struct DatasetOptions: Sendable {
  /// 0: one a processor.
  package var threads = 0
  /// Of the split; 0 is a seed like any other.
  package var seed: UInt64 = 0
  /// Of each class, 0 to below 1.
  package var validationShare = 0.2
  package var limits = ImageLimits()
  /// Which damaged pictures are kept.
  package var keep = KeepRule()
  /// Which pictures are the same, and go to the same part.
  package var grouping = DuplicateGrouping.exact
  /// Of `near`: bits in which the perceptual hashes of the same picture may differ.
  package var duplicateDistance = PerceptualHash.defaultDistance
  /// Leaves out pictures that are there with two labels.
  package var dropsConflicts = false

  package init() {}

  /// - Throws: `invalidArgument` naming the key, the value and the range.
  package func validate() throws {
    guard 0...ThreadPool.largestCount ~= threads else {
      throw ScanlineError(
        .invalidArgument, "threads is \(threads); allowed is 0 to \(ThreadPool.largestCount)")
    }
    guard validationShare >= 0, validationShare < 1 else {
      throw ScanlineError(
        .invalidArgument, "validation_share is \(validationShare); allowed is 0 to below 1")
    }
    guard 0...PerceptualHash.largestDistance ~= duplicateDistance else {
      throw ScanlineError(
        .invalidArgument,
        "duplicate_distance is \(duplicateDistance); allowed is 0 to "
          + "\(PerceptualHash.largestDistance)")
    }
    try keep.validate()
  }
}
