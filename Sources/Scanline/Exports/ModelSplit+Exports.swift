import CScanline
import Platform
import Training

// MARK: - Evaluation

/// How the pictures that a model was trained on were chosen and split, so that a dataset that is opened with these options
/// holds out the same again. Of another validation part scanline_model_evaluate() and scanline_model_calibrate() warn by
/// the log.
///
/// - model: [in] trained by scanline_trainer_fit().
/// - options: [in,out] initialise it with scanline_dataset_options_init() first; validation_share, seed, policy,
///   salvage_share, refused_quality, group_duplicates, duplicate_distance and drop_label_conflicts are set, the others stay.
/// - Returns: SCANLINE_OK, SCANLINE_NO_DATA (the model's summary does not tell; options stays as it is),
///   SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_get_split")
public func scanline_model_get_split(
  _ model: ModelHandle?, _ options: UnsafeMutablePointer<scanline_dataset_options>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    try scanline_dataset_options.checkOutput(options, "options")
    var given = try scanline_dataset_options.read(options)
    var split = DatasetOptions()
    guard split.takeSplit(of: model) else {
      throw ScanlineError(.noData, "the model's summary does not tell how its pictures were split")
    }
    given.validation_share = split.validationShare
    given.seed = split.seed
    given.policy = split.keep.policy.rawValue
    given.salvage_share = split.keep.salvageShare
    given.refused_quality = split.keep.refusedQuality.rawValue
    given.group_duplicates = split.grouping.rawValue
    given.duplicate_distance = UInt32(split.duplicateDistance)
    given.drop_label_conflicts = split.dropsConflicts ? 1 : 0
    given.write(to: options)
  }
}
