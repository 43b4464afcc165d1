import CScanline

// MARK: - Struct initialisers
//
// Every struct that crosses the interface is filled by its initialiser first: it sets struct_size and
// the defaults. NULL is left alone. Any thread. Since 1.0.

/// Fills a scanline_pixels with its size and no pixels, RGB.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_pixels_init")
public func scanline_pixels_init(_ pixels: UnsafeMutablePointer<scanline_pixels>?) {
  scanline_pixels.initialise(pixels)
}

/// Fills a scanline_limits with its size and the default limits.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_limits_init")
public func scanline_limits_init(_ limits: UnsafeMutablePointer<scanline_limits>?) {
  scanline_limits.initialise(limits)
}

/// Fills a scanline_image_report with its size and an empty report.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_image_report_init")
public func scanline_image_report_init(_ report: UnsafeMutablePointer<scanline_image_report>?) {
  scanline_image_report.initialise(report)
}

/// Fills a scanline_scan_options with its size and the defaults: recursive, picture files only, one thread a
/// processor.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_scan_options_init")
public func scanline_scan_options_init(_ options: UnsafeMutablePointer<scanline_scan_options>?) {
  scanline_scan_options.initialise(options)
}

/// Fills a scanline_scan_summary with its size and all counts 0.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_scan_summary_init")
public func scanline_scan_summary_init(_ summary: UnsafeMutablePointer<scanline_scan_summary>?) {
  scanline_scan_summary.initialise(summary)
}

/// Fills a scanline_model_info with its size and all 0.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_info_init")
public func scanline_model_info_init(_ info: UnsafeMutablePointer<scanline_model_info>?) {
  scanline_model_info.initialise(info)
}

/// Fills a scanline_dataset_options with its size and the defaults: a validation share of 0.2, seed 0, one thread a processor.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_dataset_options_init")
public func scanline_dataset_options_init(
  _ options: UnsafeMutablePointer<scanline_dataset_options>?
) {
  scanline_dataset_options.initialise(options)
}

/// Fills a scanline_dataset_info with its size and all 0.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_dataset_info_init")
public func scanline_dataset_info_init(_ info: UnsafeMutablePointer<scanline_dataset_info>?) {
  scanline_dataset_info.initialise(info)
}

/// Fills a scanline_augmentation with its size and all 0: no augmentation.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_augmentation_init")
public func scanline_augmentation_init(_ augmentation: UnsafeMutablePointer<scanline_augmentation>?)
{
  scanline_augmentation.initialise(augmentation)
}

/// Fills a scanline_train_options with its size and the default recipe.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_train_options_init")
public func scanline_train_options_init(_ options: UnsafeMutablePointer<scanline_train_options>?) {
  scanline_train_options.initialise(options)
}

/// Fills a scanline_train_result with its size and all 0.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_train_result_init")
public func scanline_train_result_init(_ result: UnsafeMutablePointer<scanline_train_result>?) {
  scanline_train_result.initialise(result)
}

/// Fills a scanline_evaluation with its size and all 0.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_evaluation_init")
public func scanline_evaluation_init(_ evaluation: UnsafeMutablePointer<scanline_evaluation>?) {
  scanline_evaluation.initialise(evaluation)
}

/// Fills a scanline_tuner_options with its size and the defaults: Hyperband with 60 epochs and factor 3, maximising.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_options_init")
public func scanline_tuner_options_init(_ options: UnsafeMutablePointer<scanline_tuner_options>?) {
  scanline_tuner_options.initialise(options)
}

/// Fills a scanline_trial with its size and no trial.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_trial_init")
public func scanline_trial_init(_ trial: UnsafeMutablePointer<scanline_trial>?) {
  scanline_trial.initialise(trial)
}

/// Fills a scanline_cross_validation with its size and all 0.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_cross_validation_init")
public func scanline_cross_validation_init(
  _ result: UnsafeMutablePointer<scanline_cross_validation>?
) {
  scanline_cross_validation.initialise(result)
}
