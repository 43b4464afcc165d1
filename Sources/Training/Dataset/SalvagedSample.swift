import Curation
import Imaging

/// A damaged picture that is part of a data set nevertheless.
package struct SalvagedSample: Sendable {
  /// Index of the sample.
  package let sample: Int
  /// `.cropped`, `.coarse` or `.asDecoded`.
  package let keeping: Keeping
  package let report: ImageReport
}
