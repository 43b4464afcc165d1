import CScanline
import Curation
import Platform
import Training

// MARK: - Datasets

/// What a policy would keep and lose of a dataset's files, whichever policy it was opened with: so that the
/// bias that cleaning brings is seen before it is chosen.
///
/// - dataset: [in] any dataset.
/// - policy: SCANLINE_POLICY_*.
/// - label: index of a label; -1: all together.
/// - counts: [out] initialise it with scanline_policy_counts_init() first.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_dataset_get_policy_counts")
public func scanline_dataset_get_policy_counts(
  _ dataset: DatasetHandle?, _ policy: scanline_policy, _ label: Int32,
  _ counts: UnsafeMutablePointer<scanline_policy_counts>?
) -> scanline_status {
  guarded {
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    try scanline_policy_counts.checkOutput(counts, "counts")
    let policy = try KeepPolicy(checking: policy)
    let classes = dataset.tally.classes(policy)
    guard label == -1 || classes.indices.contains(Int(label)) else {
      throw ScanlineError(
        .invalidArgument, "label \(label) of a dataset with \(dataset.labels.count) labels")
    }
    let bias = ClassBias(classes)
    let found = label == -1 ? dataset.tally.total(policy) : classes[Int(label)]
    var result = scanline_policy_counts.defaults
    result.stands_out = (label == -1 ? bias.isNotable : bias.classes.contains(Int(label))) ? 1 : 0
    result.files = UInt64(found.files)
    result.whole = UInt64(found.whole)
    result.cropped = UInt64(found.cropped)
    result.lost = UInt64(found.lost)
    result.lost_share = found.lostShare
    result.write(to: counts)
  }
}

/// The dataset's report as JSON: its classes and parts, what each policy would keep and lose of each class,
/// the damaged files that are used and those that are left out, and the groups of duplicates. The keys are
/// described in docs/datasets.md.
///
/// - dataset: [in] any dataset.
/// - json: [out] the text, ended by 0; NULL asks for the size only.
/// - capacity: size of json in bytes.
/// - needed: [out] bytes needed, the final 0 included; may be NULL when json is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_dataset_get_report")
public func scanline_dataset_get_report(
  _ dataset: DatasetHandle?, _ json: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    try Borrowed.copy(
      try dataset.report(), to: json, capacity: capacity, needed: needed, "json")
  }
}
