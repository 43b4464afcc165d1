import CScanline

// MARK: - Struct initialisers
//
// What the header calls scanline_*_init(): macros give the size that the host was compiled with, so that
// a struct may grow.

/// Fills a scanline_pixels of the given size with that size and the defaults. scanline.h maps
/// scanline_pixels_init() to it.
///
/// - pixels: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_pixels) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_pixels_init_sized")
public func scanline_pixels_init_sized(
  _ pixels: UnsafeMutablePointer<scanline_pixels>?, _ size: Int
) {
  scanline_pixels.initialise(pixels, size: size)
}

/// Fills a scanline_limits of the given size with that size and the defaults. scanline.h maps
/// scanline_limits_init() to it.
///
/// - limits: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_limits) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_limits_init_sized")
public func scanline_limits_init_sized(
  _ limits: UnsafeMutablePointer<scanline_limits>?, _ size: Int
) {
  scanline_limits.initialise(limits, size: size)
}

/// Fills a scanline_image_report of the given size with that size and the defaults. scanline.h maps
/// scanline_image_report_init() to it.
///
/// - report: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_image_report) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_image_report_init_sized")
public func scanline_image_report_init_sized(
  _ report: UnsafeMutablePointer<scanline_image_report>?, _ size: Int
) {
  scanline_image_report.initialise(report, size: size)
}

/// Fills a scanline_scan_options of the given size with that size and the defaults. scanline.h maps
/// scanline_scan_options_init() to it.
///
/// - options: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_scan_options) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_scan_options_init_sized")
public func scanline_scan_options_init_sized(
  _ options: UnsafeMutablePointer<scanline_scan_options>?, _ size: Int
) {
  scanline_scan_options.initialise(options, size: size)
}

/// Fills a scanline_scan_summary of the given size with that size and the defaults. scanline.h maps
/// scanline_scan_summary_init() to it.
///
/// - summary: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_scan_summary) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_scan_summary_init_sized")
public func scanline_scan_summary_init_sized(
  _ summary: UnsafeMutablePointer<scanline_scan_summary>?, _ size: Int
) {
  scanline_scan_summary.initialise(summary, size: size)
}

/// Fills a scanline_model_info of the given size with that size and the defaults. scanline.h maps
/// scanline_model_info_init() to it.
///
/// - info: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_model_info) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_info_init_sized")
public func scanline_model_info_init_sized(
  _ info: UnsafeMutablePointer<scanline_model_info>?, _ size: Int
) {
  scanline_model_info.initialise(info, size: size)
}

/// Fills a scanline_dataset_options of the given size with that size and the defaults. scanline.h maps
/// scanline_dataset_options_init() to it.
///
/// - options: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_dataset_options) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_dataset_options_init_sized")
public func scanline_dataset_options_init_sized(
  _ options: UnsafeMutablePointer<scanline_dataset_options>?, _ size: Int
) {
  scanline_dataset_options.initialise(options, size: size)
}

/// Fills a scanline_dataset_info of the given size with that size and the defaults. scanline.h maps
/// scanline_dataset_info_init() to it.
///
/// - info: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_dataset_info) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_dataset_info_init_sized")
public func scanline_dataset_info_init_sized(
  _ info: UnsafeMutablePointer<scanline_dataset_info>?, _ size: Int
) {
  scanline_dataset_info.initialise(info, size: size)
}

/// Fills a scanline_augmentation of the given size with that size and the defaults. scanline.h maps
/// scanline_augmentation_init() to it.
///
/// - augmentation: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_augmentation) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_augmentation_init_sized")
public func scanline_augmentation_init_sized(
  _ augmentation: UnsafeMutablePointer<scanline_augmentation>?, _ size: Int
) {
  scanline_augmentation.initialise(augmentation, size: size)
}

/// Fills a scanline_train_options of the given size with that size and the defaults. scanline.h maps
/// scanline_train_options_init() to it.
///
/// - options: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_train_options) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_train_options_init_sized")
public func scanline_train_options_init_sized(
  _ options: UnsafeMutablePointer<scanline_train_options>?, _ size: Int
) {
  scanline_train_options.initialise(options, size: size)
}

/// Fills a scanline_train_result of the given size with that size and the defaults. scanline.h maps
/// scanline_train_result_init() to it.
///
/// - result: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_train_result) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_train_result_init_sized")
public func scanline_train_result_init_sized(
  _ result: UnsafeMutablePointer<scanline_train_result>?, _ size: Int
) {
  scanline_train_result.initialise(result, size: size)
}

/// Fills a scanline_evaluation of the given size with that size and the defaults. scanline.h maps
/// scanline_evaluation_init() to it.
///
/// - evaluation: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_evaluation) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_evaluation_init_sized")
public func scanline_evaluation_init_sized(
  _ evaluation: UnsafeMutablePointer<scanline_evaluation>?, _ size: Int
) {
  scanline_evaluation.initialise(evaluation, size: size)
}

/// Fills a scanline_tuner_options of the given size with that size and the defaults. scanline.h maps
/// scanline_tuner_options_init() to it.
///
/// - options: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_tuner_options) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_options_init_sized")
public func scanline_tuner_options_init_sized(
  _ options: UnsafeMutablePointer<scanline_tuner_options>?, _ size: Int
) {
  scanline_tuner_options.initialise(options, size: size)
}

/// Fills a scanline_trial of the given size with that size and the defaults. scanline.h maps
/// scanline_trial_init() to it.
///
/// - trial: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_trial) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_trial_init_sized")
public func scanline_trial_init_sized(
  _ trial: UnsafeMutablePointer<scanline_trial>?, _ size: Int
) {
  scanline_trial.initialise(trial, size: size)
}

/// Fills a scanline_cross_validation of the given size with that size and the defaults. scanline.h maps
/// scanline_cross_validation_init() to it.
///
/// - result: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_cross_validation) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_cross_validation_init_sized")
public func scanline_cross_validation_init_sized(
  _ result: UnsafeMutablePointer<scanline_cross_validation>?, _ size: Int
) {
  scanline_cross_validation.initialise(result, size: size)
}
