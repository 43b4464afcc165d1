"""Scanline's C interface as ctypes sees it.

Generated from the exported functions and include/scanline_types.h by `make generate`; do not edit.
Handles are plain addresses (c_void_p); names are those of the C header.
"""

import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure

SCANLINE_VERSION_MAJOR = 1
SCANLINE_VERSION_MINOR = 0
SCANLINE_VERSION_PATCH = 0
SCANLINE_VERSION_STRING = "1.0.0"
SCANLINE_OK = 0
SCANLINE_INVALID_ARGUMENT = -1
SCANLINE_BUFFER_TOO_SMALL = -2
SCANLINE_IO = -3
SCANLINE_CORRUPT_MODEL = -4
SCANLINE_VERSION_MISMATCH = -5
SCANLINE_UNSUPPORTED = -6
SCANLINE_BUSY = -7
SCANLINE_CANCELLED = -8
SCANLINE_NO_MEMORY = -9
SCANLINE_DIVERGED = -10
SCANLINE_CORRUPT_IMAGE = -11
SCANLINE_LIMIT_EXCEEDED = -12
SCANLINE_NO_DATA = -13
SCANLINE_INTERNAL = -14
SCANLINE_PIXELS_RGB = 0
SCANLINE_PIXELS_BGR = 1
SCANLINE_PIXELS_RGBA = 2
SCANLINE_PIXELS_BGRA = 3
SCANLINE_PIXELS_GRAY = 4
SCANLINE_VERDICT_OK = 0
SCANLINE_VERDICT_SALVAGEABLE = 1
SCANLINE_VERDICT_CORRUPT = 2
SCANLINE_VERDICT_UNSUPPORTED = 3
SCANLINE_VERDICT_HOSTILE = 4
SCANLINE_REASON_NONE = 0
SCANLINE_REASON_EMPTY = 1
SCANLINE_REASON_NOT_AN_IMAGE = 2
SCANLINE_REASON_OTHER_FORMAT = 3
SCANLINE_REASON_UNREADABLE = 4
SCANLINE_REASON_BAD_HEADER = 5
SCANLINE_REASON_NO_IMAGE_DATA = 6
SCANLINE_REASON_TRUNCATED = 7
SCANLINE_REASON_BAD_ENTROPY_DATA = 8
SCANLINE_REASON_RESTART_MISMATCH = 9
SCANLINE_REASON_EXTRANEOUS_DATA = 10
SCANLINE_REASON_INCOMPLETE_PROGRESSION = 11
SCANLINE_REASON_BAD_PROGRESSION = 12
SCANLINE_REASON_BAD_QUANTISATION = 13
SCANLINE_REASON_UNSUPPORTED_CODING = 14
SCANLINE_REASON_TOO_MANY_PIXELS = 15
SCANLINE_REASON_TOO_MANY_BYTES = 16
SCANLINE_REASON_TOO_MANY_SCANS = 17
SCANLINE_REASON_TOO_MANY_MARKERS = 18
SCANLINE_REASON_DECODER_ERROR = 19
SCANLINE_REASON_MISSING_END = 20
SCANLINE_QUALITY_FLAT = 1
SCANLINE_QUALITY_DARK = 2
SCANLINE_QUALITY_OVEREXPOSED = 4
SCANLINE_QUALITY_BLURRED = 8
SCANLINE_QUALITY_NOISE = 16
SCANLINE_QUALITY_TINY = 32
SCANLINE_QUALITY_GRAY_LOWER_PART = 64
SCANLINE_QUALITY_HEAVY_COMPRESSION = 128
SCANLINE_FORMAT_UNKNOWN = 0
SCANLINE_FORMAT_JPEG = 1
SCANLINE_FORMAT_PNG = 2
SCANLINE_FORMAT_GIF = 3
SCANLINE_FORMAT_WEBP = 4
SCANLINE_FORMAT_BMP = 5
SCANLINE_FORMAT_TIFF = 6
SCANLINE_FORMAT_HEIF = 7
SCANLINE_FORMAT_JPEG2000 = 8
SCANLINE_FORMAT_JPEGXL = 9
SCANLINE_FORMAT_PDF = 10
SCANLINE_FORMAT_SVG = 11
SCANLINE_FORMAT_OTHER = 12
SCANLINE_COLOUR_UNKNOWN = 0
SCANLINE_COLOUR_GRAY = 1
SCANLINE_COLOUR_YCBCR = 2
SCANLINE_COLOUR_RGB = 3
SCANLINE_COLOUR_CMYK = 4
SCANLINE_COLOUR_YCCK = 5
SCANLINE_RESTORE_RESTORED = 0
SCANLINE_RESTORE_IN_PLACE = 1
SCANLINE_RESTORE_FAILED = 2
SCANLINE_PRECISION_FLOAT32 = 0
SCANLINE_PRECISION_FLOAT16 = 1
SCANLINE_SALIENCY_GRADIENT = 0
SCANLINE_SALIENCY_OCCLUSION = 1
SCANLINE_SPLIT_TRAINING = 0
SCANLINE_SPLIT_VALIDATION = 1
SCANLINE_SPLIT_ALL = 2
SCANLINE_POLICY_STRICT = 0
SCANLINE_POLICY_SALVAGE = 1
SCANLINE_POLICY_ALL_DECODABLE = 2
SCANLINE_GROUPING_NONE = 0
SCANLINE_GROUPING_EXACT = 1
SCANLINE_GROUPING_NEAR = 2
SCANLINE_BORDER_REFLECT = 0
SCANLINE_BORDER_EDGE = 1
SCANLINE_AUGMENTATION_POLICY_NONE = 0
SCANLINE_AUGMENTATION_POLICY_TRIVIAL = 1
SCANLINE_AUGMENTATION_POLICY_RAND = 2
SCANLINE_OPTIMIZER_SGD = 0
SCANLINE_OPTIMIZER_RMSPROP = 1
SCANLINE_OPTIMIZER_ADAM = 2
SCANLINE_OPTIMIZER_ADAMW = 3
SCANLINE_SCHEDULE_CONSTANT = 0
SCANLINE_SCHEDULE_STEP = 1
SCANLINE_SCHEDULE_COSINE = 2
SCANLINE_SCHEDULE_PLATEAU = 3
SCANLINE_MONITOR_VALIDATION_LOSS = 0
SCANLINE_MONITOR_VALIDATION_ACCURACY = 1
SCANLINE_MONITOR_TRAINING_LOSS = 2
SCANLINE_MONITOR_TRAINING_ACCURACY = 3
SCANLINE_MONITOR_CALIBRATION_ERROR = 4
SCANLINE_CLASS_WEIGHTS_NONE = 0
SCANLINE_CLASS_WEIGHTS_BALANCED = 1
SCANLINE_CLASS_WEIGHTS_GIVEN = 2
SCANLINE_STOP_FINISHED = 0
SCANLINE_STOP_EARLY = 1
SCANLINE_ANSWERS_BY_SAMPLE = 0
SCANLINE_ANSWERS_WORST = 1
SCANLINE_STRATEGY_RANDOM = 0
SCANLINE_STRATEGY_HYPERBAND = 1
SCANLINE_STRATEGY_GRID = 2
SCANLINE_STRATEGY_BAYESIAN = 3
SCANLINE_STRATEGY_TPE = 4
SCANLINE_STRATEGY_ASHA = 5
SCANLINE_STRATEGY_BOHB = 6
SCANLINE_ACQUISITION_EXPECTED_IMPROVEMENT = 0
SCANLINE_ACQUISITION_LOWER_CONFIDENCE_BOUND = 1
SCANLINE_SCALE_LINEAR = 0
SCANLINE_SCALE_LOG = 1
SCANLINE_SCALE_REVERSE_LOG = 2
SCANLINE_VALUE_NUMBER = 0
SCANLINE_VALUE_TEXT = 1
SCANLINE_VALUE_BOOLEAN = 2
SCANLINE_TRIAL_RUNNING = 0
SCANLINE_TRIAL_COMPLETED = 1
SCANLINE_TRIAL_FAILED = 2
SCANLINE_TRIAL_WAIT = 3
SCANLINE_TRIAL_FINISHED = 4
SCANLINE_LOG_WARNING = 0
SCANLINE_LOG_INFO = 1

scanline_status = ctypes.c_int32
scanline_pixel_format = ctypes.c_int32


class scanline_pixels(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("format", scanline_pixel_format),
        ("data", POINTER(ctypes.c_uint8)),
        ("width", ctypes.c_uint32),
        ("height", ctypes.c_uint32),
        ("stride", ctypes.c_size_t),
    ]




class scanline_encoded(Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("size", ctypes.c_size_t),
        ("name", ctypes.c_char_p),
    ]


scanline_verdict = ctypes.c_int32
scanline_reason = ctypes.c_int32
scanline_format = ctypes.c_int32
scanline_colour_space = ctypes.c_int32


class scanline_limits(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("max_scans", ctypes.c_uint32),
        ("max_pixels", ctypes.c_uint64),
        ("max_bytes", ctypes.c_uint64),
    ]




class scanline_image_report(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("verdict", scanline_verdict),
        ("reason", scanline_reason),
        ("format", scanline_format),
        ("byte_offset", ctypes.c_int64),
        ("row", ctypes.c_int64),
        ("decoded_share", ctypes.c_double),
        ("warning_count", ctypes.c_uint32),
        ("width", ctypes.c_uint32),
        ("height", ctypes.c_uint32),
        ("components", ctypes.c_uint32),
        ("colour_space", scanline_colour_space),
        ("subsampling_horizontal", ctypes.c_uint32),
        ("subsampling_vertical", ctypes.c_uint32),
        ("orientation", ctypes.c_uint32),
        ("progressive", ctypes.c_int32),
        ("arithmetic", ctypes.c_int32),
        ("message", ctypes.c_char * 256),
        ("quality_flags", ctypes.c_uint32),
        ("name_lies", ctypes.c_int32),
        ("brightness", ctypes.c_double),
        ("darkest", ctypes.c_double),
        ("brightest", ctypes.c_double),
        ("contrast", ctypes.c_double),
        ("detail", ctypes.c_double),
        ("noise", ctypes.c_double),
        ("gray_share", ctypes.c_double),
        ("encoder_quality", ctypes.c_double),
        ("curvature", ctypes.c_double),
    ]




class scanline_scan_options(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("threads", ctypes.c_uint32),
        ("recursive", ctypes.c_int32),
        ("all_files", ctypes.c_int32),
        ("limits", POINTER(scanline_limits)),
    ]




class scanline_scan_summary(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("files", ctypes.c_uint64),
        ("ok", ctypes.c_uint64),
        ("salvageable", ctypes.c_uint64),
        ("corrupt", ctypes.c_uint64),
        ("unsupported", ctypes.c_uint64),
        ("hostile", ctypes.c_uint64),
        ("bytes", ctypes.c_uint64),
    ]


scanline_scan_callback = CFUNCTYPE(
    ctypes.c_int32,
    ctypes.c_char_p,
    POINTER(scanline_image_report),
    ctypes.c_void_p,
)


class scanline_curation_options(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("verdicts", ctypes.c_uint32),
        ("quality_flags", ctypes.c_uint32),
        ("resume", ctypes.c_int32),
        ("count_first", ctypes.c_int32),
        ("list_zero", ctypes.c_int32),
        ("scan", POINTER(scanline_scan_options)),
        ("report_path", ctypes.c_char_p),
        ("csv_path", ctypes.c_char_p),
        ("summary_path", ctypes.c_char_p),
        ("list_path", ctypes.c_char_p),
        ("quarantine_path", ctypes.c_char_p),
    ]




class scanline_curation_event(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("is_finding", ctypes.c_int32),
        ("is_reused", ctypes.c_int32),
        ("reserved", ctypes.c_uint32),
        ("path", ctypes.c_char_p),
        ("report", POINTER(scanline_image_report)),
        ("line", ctypes.c_char_p),
        ("moved_to", ctypes.c_char_p),
        ("failure", ctypes.c_char_p),
        ("done", ctypes.c_uint64),
        ("bytes", ctypes.c_uint64),
        ("total_files", ctypes.c_uint64),
        ("total_bytes", ctypes.c_uint64),
    ]


scanline_curation_callback = CFUNCTYPE(
    ctypes.c_int32,
    POINTER(scanline_curation_event),
    ctypes.c_void_p,
)


class scanline_curation_result(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("files", ctypes.c_uint64),
        ("ok", ctypes.c_uint64),
        ("salvageable", ctypes.c_uint64),
        ("corrupt", ctypes.c_uint64),
        ("unsupported", ctypes.c_uint64),
        ("hostile", ctypes.c_uint64),
        ("bytes", ctypes.c_uint64),
        ("findings", ctypes.c_uint64),
        ("reused", ctypes.c_uint64),
        ("moved", ctypes.c_uint64),
        ("seconds", ctypes.c_double),
        ("failed", ctypes.c_uint64),
    ]


scanline_restore_outcome = ctypes.c_int32
scanline_restore_callback = CFUNCTYPE(
    ctypes.c_int32,
    ctypes.c_char_p,
    scanline_restore_outcome,
    ctypes.c_char_p,
    ctypes.c_void_p,
)


class scanline_restore_result(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("restored", ctypes.c_uint64),
        ("in_place", ctypes.c_uint64),
        ("failed", ctypes.c_uint64),
    ]


scanline_precision = ctypes.c_int32


class scanline_model_info(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("input_width", ctypes.c_uint32),
        ("input_height", ctypes.c_uint32),
        ("input_channels", ctypes.c_uint32),
        ("label_count", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("parameter_count", ctypes.c_uint64),
        ("statistic_count", ctypes.c_uint64),
        ("multiply_adds", ctypes.c_uint64),
    ]




class scanline_answer(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("label", ctypes.c_uint32),
        ("probability", ctypes.c_float),
        ("unknown_score", ctypes.c_float),
        ("is_unknown", ctypes.c_int32),
        ("reserved", ctypes.c_uint32),
    ]




class scanline_calibration(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("has_unknown", ctypes.c_int32),
        ("temperature", ctypes.c_double),
        ("known_share", ctypes.c_double),
        ("unknown_threshold", ctypes.c_double),
    ]


scanline_saliency = ctypes.c_int32


class scanline_adapt_options(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("keep_head", ctypes.c_int32),
        ("seed", ctypes.c_uint64),
        ("input_width", ctypes.c_uint32),
        ("input_height", ctypes.c_uint32),
    ]


scanline_split = ctypes.c_int32
scanline_policy = ctypes.c_int32
scanline_grouping = ctypes.c_int32


class scanline_dataset_options(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("threads", ctypes.c_uint32),
        ("seed", ctypes.c_uint64),
        ("validation_share", ctypes.c_double),
        ("limits", POINTER(scanline_limits)),
        ("policy", scanline_policy),
        ("group_duplicates", scanline_grouping),
        ("salvage_share", ctypes.c_double),
        ("duplicate_distance", ctypes.c_uint32),
        ("drop_label_conflicts", ctypes.c_int32),
        ("refused_quality", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
    ]




class scanline_dataset_info(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("label_count", ctypes.c_uint32),
        ("file_count", ctypes.c_uint64),
        ("damaged_count", ctypes.c_uint64),
        ("training_count", ctypes.c_uint64),
        ("validation_count", ctypes.c_uint64),
        ("salvaged_count", ctypes.c_uint64),
        ("duplicate_group_count", ctypes.c_uint64),
        ("duplicate_count", ctypes.c_uint64),
        ("label_conflict_count", ctypes.c_uint64),
        ("refused_count", ctypes.c_uint64),
        ("dropped_count", ctypes.c_uint64),
    ]




class scanline_policy_counts(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("stands_out", ctypes.c_int32),
        ("files", ctypes.c_uint64),
        ("whole", ctypes.c_uint64),
        ("cropped", ctypes.c_uint64),
        ("lost", ctypes.c_uint64),
        ("lost_share", ctypes.c_double),
    ]


scanline_count_callback = CFUNCTYPE(
    ctypes.c_int32,
    ctypes.c_uint64,
    ctypes.c_uint64,
    ctypes.c_void_p,
)


class scanline_duplicate_options(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("threads", ctypes.c_uint32),
        ("near", ctypes.c_int32),
        ("distance", ctypes.c_uint32),
        ("recursive", ctypes.c_int32),
        ("class_folders", ctypes.c_int32),
        ("limits", POINTER(scanline_limits)),
        ("against", ctypes.c_char_p),
        ("report_path", ctypes.c_char_p),
    ]




class scanline_duplicate_file(Structure):
    _fields_ = [
        ("path", ctypes.c_char_p),
        ("label", ctypes.c_char_p),
        ("is_against", ctypes.c_int32),
        ("distance", ctypes.c_uint32),
    ]




class scanline_duplicate_group(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("is_exact", ctypes.c_int32),
        ("label_conflict", ctypes.c_int32),
        ("leak", ctypes.c_int32),
        ("number", ctypes.c_uint64),
        ("file_count", ctypes.c_uint64),
        ("files", POINTER(scanline_duplicate_file)),
        ("is_cut", ctypes.c_int32),
        ("reserved", ctypes.c_uint32),
    ]




class scanline_duplicate_summary(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("files", ctypes.c_uint64),
        ("unreadable", ctypes.c_uint64),
        ("groups", ctypes.c_uint64),
        ("exact_groups", ctypes.c_uint64),
        ("duplicates", ctypes.c_uint64),
        ("label_conflicts", ctypes.c_uint64),
        ("leaks", ctypes.c_uint64),
    ]


scanline_duplicate_callback = CFUNCTYPE(
    ctypes.c_int32,
    POINTER(scanline_duplicate_group),
    ctypes.c_void_p,
)
scanline_border = ctypes.c_int32
scanline_augmentation_policy = ctypes.c_int32


class scanline_augmentation(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("rotation", ctypes.c_float),
        ("zoom", ctypes.c_float),
        ("horizontal_flip", ctypes.c_float),
        ("vertical_flip", ctypes.c_float),
        ("translation", ctypes.c_float),
        ("shear", ctypes.c_float),
        ("brightness", ctypes.c_float),
        ("contrast", ctypes.c_float),
        ("saturation", ctypes.c_float),
        ("hue", ctypes.c_float),
        ("crop_area_min", ctypes.c_float),
        ("crop_area_max", ctypes.c_float),
        ("crop_aspect", ctypes.c_float),
        ("border", scanline_border),
        ("erase_probability", ctypes.c_float),
        ("erase_min", ctypes.c_float),
        ("erase_max", ctypes.c_float),
        ("policy", scanline_augmentation_policy),
        ("policy_strength", ctypes.c_float),
        ("policy_operations", ctypes.c_uint32),
        ("posterize_probability", ctypes.c_float),
        ("solarize_probability", ctypes.c_float),
        ("autocontrast_probability", ctypes.c_float),
        ("equalize_probability", ctypes.c_float),
        ("sharpness", ctypes.c_float),
        ("blur_probability", ctypes.c_float),
        ("blur_sigma", ctypes.c_float),
        ("gray_probability", ctypes.c_float),
    ]


scanline_optimizer = ctypes.c_int32
scanline_schedule = ctypes.c_int32
scanline_monitor = ctypes.c_int32
scanline_class_weighting = ctypes.c_int32


class scanline_train_options(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("threads", ctypes.c_uint32),
        ("seed", ctypes.c_uint64),
        ("epochs", ctypes.c_uint32),
        ("batch_size", ctypes.c_uint32),
        ("optimizer", scanline_optimizer),
        ("schedule", scanline_schedule),
        ("learning_rate", ctypes.c_double),
        ("momentum", ctypes.c_double),
        ("nesterov", ctypes.c_int32),
        ("schedule_epochs", ctypes.c_uint32),
        ("beta1", ctypes.c_double),
        ("beta2", ctypes.c_double),
        ("rho", ctypes.c_double),
        ("epsilon", ctypes.c_double),
        ("weight_decay", ctypes.c_double),
        ("schedule_factor", ctypes.c_double),
        ("warmup_epochs", ctypes.c_double),
        ("final_learning_rate_share", ctypes.c_double),
        ("clip_norm", ctypes.c_double),
        ("label_smoothing", ctypes.c_double),
        ("class_weighting", scanline_class_weighting),
        ("monitor", scanline_monitor),
        ("class_weights", POINTER(ctypes.c_double)),
        ("class_weight_count", ctypes.c_size_t),
        ("early_stopping_epochs", ctypes.c_uint32),
        ("restore_best", ctypes.c_int32),
        ("augmentation", POINTER(scanline_augmentation)),
        ("checkpoint_path", ctypes.c_char_p),
        ("cache_bytes", ctypes.c_uint64),
        ("ema_decay", ctypes.c_double),
        ("mixup_probability", ctypes.c_double),
        ("mixup_alpha", ctypes.c_double),
        ("cutmix_probability", ctypes.c_double),
        ("cutmix_alpha", ctypes.c_double),
        ("layer_decay", ctypes.c_double),
        ("frozen_layers", ctypes.c_uint32),
        ("balanced_sampling", ctypes.c_int32),
        ("known_share", ctypes.c_double),
        ("calibrate", ctypes.c_int32),
        ("cache_folder", ctypes.c_char_p),
    ]




class scanline_epoch(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("epoch", ctypes.c_uint32),
        ("epochs", ctypes.c_uint32),
        ("label_count", ctypes.c_uint32),
        ("learning_rate", ctypes.c_double),
        ("training_loss", ctypes.c_double),
        ("training_accuracy", ctypes.c_double),
        ("validation_loss", ctypes.c_double),
        ("validation_accuracy", ctypes.c_double),
        ("seconds", ctypes.c_double),
        ("images_per_second", ctypes.c_double),
        ("is_best", ctypes.c_int32),
        ("reserved", ctypes.c_uint32),
        ("precision", POINTER(ctypes.c_double)),
        ("recall", POINTER(ctypes.c_double)),
        ("confusion", POINTER(ctypes.c_uint64)),
        ("calibration_error", ctypes.c_double),
    ]


scanline_batch_callback = CFUNCTYPE(
    ctypes.c_int32,
    ctypes.c_uint32,
    ctypes.c_uint64,
    ctypes.c_uint64,
    ctypes.c_double,
    ctypes.c_void_p,
)
scanline_epoch_callback = CFUNCTYPE(ctypes.c_int32, POINTER(scanline_epoch), ctypes.c_void_p)
scanline_all_reduce_callback = CFUNCTYPE(
    ctypes.c_int32,
    POINTER(ctypes.c_float),
    ctypes.c_size_t,
    ctypes.c_void_p,
)
scanline_stop_reason = ctypes.c_int32


class scanline_train_result(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("epochs_run", ctypes.c_uint32),
        ("best_epoch", ctypes.c_uint32),
        ("stop_reason", scanline_stop_reason),
        ("best_value", ctypes.c_double),
        ("training_loss", ctypes.c_double),
        ("training_accuracy", ctypes.c_double),
        ("validation_loss", ctypes.c_double),
        ("validation_accuracy", ctypes.c_double),
        ("seconds", ctypes.c_double),
        ("temperature", ctypes.c_double),
        ("calibrated_loss", ctypes.c_double),
        ("calibration_error", ctypes.c_double),
        ("uncalibrated_error", ctypes.c_double),
    ]




class scanline_evaluation(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("label_count", ctypes.c_uint32),
        ("sample_count", ctypes.c_uint64),
        ("loss", ctypes.c_double),
        ("accuracy", ctypes.c_double),
        ("temperature", ctypes.c_double),
        ("calibration_error", ctypes.c_double),
        ("uncalibrated_loss", ctypes.c_double),
        ("uncalibrated_error", ctypes.c_double),
        ("unknown_count", ctypes.c_uint64),
    ]


scanline_answer_order = ctypes.c_int32


class scanline_sample_answer(Structure):
    _fields_ = [
        ("sample", ctypes.c_uint64),
        ("truth", ctypes.c_uint32),
        ("label", ctypes.c_uint32),
        ("probability", ctypes.c_float),
        ("truth_probability", ctypes.c_float),
        ("uncalibrated_probability", ctypes.c_float),
        ("unknown_score", ctypes.c_float),
        ("loss", ctypes.c_double),
        ("is_unknown", ctypes.c_int32),
        ("reserved", ctypes.c_uint32),
    ]




class scanline_class_figures(Structure):
    _fields_ = [
        ("precision", ctypes.c_double),
        ("recall", ctypes.c_double),
        ("f1", ctypes.c_double),
        ("support", ctypes.c_uint64),
    ]




class scanline_fold(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("fold", ctypes.c_uint32),
        ("epochs_run", ctypes.c_uint32),
        ("best_epoch", ctypes.c_uint32),
        ("training_count", ctypes.c_uint64),
        ("validation_count", ctypes.c_uint64),
        ("loss", ctypes.c_double),
        ("accuracy", ctypes.c_double),
        ("seconds", ctypes.c_double),
    ]


scanline_fold_callback = CFUNCTYPE(ctypes.c_int32, POINTER(scanline_fold), ctypes.c_void_p)


class scanline_cross_validation(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("folds", ctypes.c_uint32),
        ("sample_count", ctypes.c_uint64),
        ("mean_accuracy", ctypes.c_double),
        ("accuracy_deviation", ctypes.c_double),
        ("mean_loss", ctypes.c_double),
        ("loss_deviation", ctypes.c_double),
    ]


scanline_strategy = ctypes.c_int32
scanline_acquisition = ctypes.c_int32
scanline_scale = ctypes.c_int32
scanline_value_type = ctypes.c_int32


class scanline_value(Structure):
    _fields_ = [
        ("type", scanline_value_type),
        ("boolean", ctypes.c_int32),
        ("number", ctypes.c_double),
        ("text", ctypes.c_char_p),
    ]




class scanline_tuner_options(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("strategy", scanline_strategy),
        ("seed", ctypes.c_uint64),
        ("max_trials", ctypes.c_uint32),
        ("max_epochs", ctypes.c_uint32),
        ("factor", ctypes.c_uint32),
        ("minimize", ctypes.c_int32),
        ("max_consecutive_failures", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("journal_path", ctypes.c_char_p),
        ("objectives", ctypes.c_char_p),
        ("target", ctypes.c_double),
        ("max_seconds", ctypes.c_double),
        ("lease_seconds", ctypes.c_double),
        ("max_total_epochs", ctypes.c_uint32),
        ("parallel_trials", ctypes.c_uint32),
        ("retrain", ctypes.c_int32),
        ("startup_trials", ctypes.c_uint32),
        ("confidence", ctypes.c_double),
        ("acquisition", scanline_acquisition),
        ("prune", ctypes.c_int32),
        ("prune_after_trials", ctypes.c_uint32),
        ("prune_after_epochs", ctypes.c_uint32),
        ("executions", ctypes.c_uint32),
        ("best_models", ctypes.c_uint32),
    ]


scanline_trial_state = ctypes.c_int32


class scanline_trial(Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("state", scanline_trial_state),
        ("id", ctypes.c_uint64),
        ("continues", ctypes.c_int64),
        ("first_epoch", ctypes.c_uint32),
        ("last_epoch", ctypes.c_uint32),
        ("value", ctypes.c_double),
        ("end_epoch", ctypes.c_uint32),
        ("value_count", ctypes.c_uint32),
        ("values", ctypes.c_double * 8),
    ]


scanline_trial_callback = CFUNCTYPE(
    ctypes.c_int32,
    POINTER(scanline_trial),
    ctypes.c_char_p,
    POINTER(scanline_epoch),
    ctypes.c_void_p,
)
scanline_log_level = ctypes.c_int32
scanline_log_callback = CFUNCTYPE(None, scanline_log_level, ctypes.c_char_p, ctypes.c_void_p)

#: name -> (result, arguments)
FUNCTIONS = {
    "scanline_adapt_options_init": (
        None,
        [POINTER(scanline_adapt_options)],
    ),
    "scanline_adapt_options_init_sized": (
        None,
        [POINTER(scanline_adapt_options), ctypes.c_size_t],
    ),
    "scanline_model_adapt": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(ctypes.c_char_p),
            ctypes.c_size_t,
            POINTER(scanline_adapt_options),
            POINTER(ctypes.c_void_p),
        ],
    ),
    "scanline_answer_init": (
        None,
        [POINTER(scanline_answer)],
    ),
    "scanline_answer_init_sized": (
        None,
        [POINTER(scanline_answer), ctypes.c_size_t],
    ),
    "scanline_model_answer": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_char_p,
            POINTER(scanline_answer),
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
        ],
    ),
    "scanline_model_answer_file": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_char_p,
            POINTER(scanline_answer),
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
        ],
    ),
    "scanline_model_answer_pixels": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(scanline_pixels),
            POINTER(scanline_answer),
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
        ],
    ),
    "scanline_model_answer_batch": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(scanline_encoded),
            ctypes.c_size_t,
            ctypes.c_uint32,
            POINTER(scanline_answer),
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
            POINTER(scanline_status),
        ],
    ),
    "scanline_model_answer_files": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(ctypes.c_char_p),
            ctypes.c_size_t,
            ctypes.c_uint32,
            POINTER(scanline_answer),
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
            POINTER(scanline_status),
        ],
    ),
    "scanline_model_augment": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_char_p,
            POINTER(scanline_augmentation),
            ctypes.c_uint64,
            ctypes.c_uint32,
            ctypes.c_uint64,
            POINTER(ctypes.c_uint8),
            ctypes.c_size_t,
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_model_augment_pixels": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(scanline_pixels),
            POINTER(scanline_augmentation),
            ctypes.c_uint64,
            ctypes.c_uint32,
            ctypes.c_uint64,
            POINTER(ctypes.c_uint8),
            ctypes.c_size_t,
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_calibration_init": (
        None,
        [POINTER(scanline_calibration)],
    ),
    "scanline_calibration_init_sized": (
        None,
        [POINTER(scanline_calibration), ctypes.c_size_t],
    ),
    "scanline_model_calibrate": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_double, ctypes.c_uint32],
    ),
    "scanline_model_get_calibration": (
        scanline_status,
        [ctypes.c_void_p, POINTER(scanline_calibration)],
    ),
    "scanline_model_set_calibration": (
        scanline_status,
        [ctypes.c_void_p, POINTER(scanline_calibration)],
    ),
    "scanline_model_classify": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_char_p,
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
        ],
    ),
    "scanline_model_classify_file": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, POINTER(ctypes.c_float), ctypes.c_size_t],
    ),
    "scanline_model_classify_pixels": (
        scanline_status,
        [ctypes.c_void_p, POINTER(scanline_pixels), POINTER(ctypes.c_float), ctypes.c_size_t],
    ),
    "scanline_model_classify_batch": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(scanline_encoded),
            ctypes.c_size_t,
            ctypes.c_uint32,
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
            POINTER(scanline_status),
        ],
    ),
    "scanline_cross_validate": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_void_p,
            POINTER(scanline_train_options),
            ctypes.c_uint32,
            scanline_batch_callback,
            scanline_epoch_callback,
            scanline_fold_callback,
            ctypes.c_void_p,
            POINTER(scanline_cross_validation),
            POINTER(ctypes.c_uint32),
            ctypes.c_size_t,
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
        ],
    ),
    "scanline_curation_options_init_sized": (
        None,
        [POINTER(scanline_curation_options), ctypes.c_size_t],
    ),
    "scanline_curation_result_init_sized": (
        None,
        [POINTER(scanline_curation_result), ctypes.c_size_t],
    ),
    "scanline_restore_result_init_sized": (
        None,
        [POINTER(scanline_restore_result), ctypes.c_size_t],
    ),
    "scanline_curation_run": (
        scanline_status,
        [
            POINTER(ctypes.c_char_p),
            ctypes.c_size_t,
            POINTER(scanline_curation_options),
            scanline_curation_callback,
            ctypes.c_void_p,
            POINTER(scanline_curation_result),
        ],
    ),
    "scanline_curation_restore": (
        scanline_status,
        [
            ctypes.c_char_p,
            scanline_restore_callback,
            ctypes.c_void_p,
            POINTER(scanline_restore_result),
        ],
    ),
    "scanline_dataset_open_folder": (
        scanline_status,
        [
            ctypes.c_char_p,
            POINTER(scanline_dataset_options),
            scanline_count_callback,
            ctypes.c_void_p,
            POINTER(ctypes.c_void_p),
        ],
    ),
    "scanline_dataset_open_csv": (
        scanline_status,
        [
            ctypes.c_char_p,
            POINTER(scanline_dataset_options),
            scanline_count_callback,
            ctypes.c_void_p,
            POINTER(ctypes.c_void_p),
        ],
    ),
    "scanline_dataset_get_info": (
        scanline_status,
        [ctypes.c_void_p, POINTER(scanline_dataset_info)],
    ),
    "scanline_dataset_get_label": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_size_t, POINTER(ctypes.c_char_p)],
    ),
    "scanline_dataset_get_sample": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_uint64,
            POINTER(ctypes.c_char_p),
            POINTER(ctypes.c_int32),
            POINTER(scanline_split),
        ],
    ),
    "scanline_dataset_get_damaged": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_uint64,
            POINTER(ctypes.c_char_p),
            POINTER(ctypes.c_int32),
            POINTER(scanline_image_report),
        ],
    ),
    "scanline_dataset_free": (
        None,
        [ctypes.c_void_p],
    ),
    "scanline_dataset_get_policy_counts": (
        scanline_status,
        [ctypes.c_void_p, scanline_policy, ctypes.c_int32, POINTER(scanline_policy_counts)],
    ),
    "scanline_dataset_get_report": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_folder_find_duplicates": (
        scanline_status,
        [
            ctypes.c_char_p,
            POINTER(scanline_duplicate_options),
            scanline_count_callback,
            scanline_duplicate_callback,
            ctypes.c_void_p,
            POINTER(scanline_duplicate_summary),
        ],
    ),
    "scanline_duplicate_options_init_sized": (
        None,
        [POINTER(scanline_duplicate_options), ctypes.c_size_t],
    ),
    "scanline_duplicate_summary_init_sized": (
        None,
        [POINTER(scanline_duplicate_summary), ctypes.c_size_t],
    ),
    "scanline_policy_counts_init_sized": (
        None,
        [POINTER(scanline_policy_counts), ctypes.c_size_t],
    ),
    "scanline_model_evaluate": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_void_p,
            scanline_split,
            ctypes.c_uint32,
            POINTER(scanline_evaluation),
            POINTER(scanline_class_figures),
            ctypes.c_size_t,
            POINTER(ctypes.c_uint64),
            ctypes.c_size_t,
        ],
    ),
    "scanline_verdict_name": (
        ctypes.c_char_p,
        [scanline_verdict],
    ),
    "scanline_reason_name": (
        ctypes.c_char_p,
        [scanline_reason],
    ),
    "scanline_quality_name": (
        ctypes.c_char_p,
        [ctypes.c_uint32],
    ),
    "scanline_image_validate": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_char_p,
            POINTER(scanline_limits),
            POINTER(scanline_image_report),
        ],
    ),
    "scanline_image_validate_file": (
        scanline_status,
        [ctypes.c_char_p, POINTER(scanline_limits), POINTER(scanline_image_report)],
    ),
    "scanline_folder_validate": (
        scanline_status,
        [
            ctypes.c_char_p,
            POINTER(scanline_scan_options),
            scanline_scan_callback,
            ctypes.c_void_p,
            POINTER(scanline_scan_summary),
        ],
    ),
    "scanline_image_decode": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_char_p,
            POINTER(scanline_limits),
            scanline_pixel_format,
            POINTER(ctypes.c_uint8),
            ctypes.c_size_t,
            POINTER(ctypes.c_uint32),
            POINTER(ctypes.c_uint32),
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_image_decode_damaged": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_char_p,
            POINTER(scanline_limits),
            scanline_pixel_format,
            POINTER(ctypes.c_uint8),
            ctypes.c_size_t,
            POINTER(ctypes.c_uint32),
            POINTER(ctypes.c_uint32),
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_image_encode_jpeg": (
        scanline_status,
        [
            POINTER(scanline_pixels),
            ctypes.c_int32,
            POINTER(ctypes.c_uint8),
            ctypes.c_size_t,
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_pixels_init": (
        None,
        [POINTER(scanline_pixels)],
    ),
    "scanline_limits_init": (
        None,
        [POINTER(scanline_limits)],
    ),
    "scanline_image_report_init": (
        None,
        [POINTER(scanline_image_report)],
    ),
    "scanline_scan_options_init": (
        None,
        [POINTER(scanline_scan_options)],
    ),
    "scanline_scan_summary_init": (
        None,
        [POINTER(scanline_scan_summary)],
    ),
    "scanline_model_info_init": (
        None,
        [POINTER(scanline_model_info)],
    ),
    "scanline_dataset_options_init": (
        None,
        [POINTER(scanline_dataset_options)],
    ),
    "scanline_dataset_info_init": (
        None,
        [POINTER(scanline_dataset_info)],
    ),
    "scanline_augmentation_init": (
        None,
        [POINTER(scanline_augmentation)],
    ),
    "scanline_train_options_init": (
        None,
        [POINTER(scanline_train_options)],
    ),
    "scanline_train_result_init": (
        None,
        [POINTER(scanline_train_result)],
    ),
    "scanline_evaluation_init": (
        None,
        [POINTER(scanline_evaluation)],
    ),
    "scanline_tuner_options_init": (
        None,
        [POINTER(scanline_tuner_options)],
    ),
    "scanline_trial_init": (
        None,
        [POINTER(scanline_trial)],
    ),
    "scanline_cross_validation_init": (
        None,
        [POINTER(scanline_cross_validation)],
    ),
    "scanline_version": (
        ctypes.c_char_p,
        [],
    ),
    "scanline_build_info": (
        scanline_status,
        [ctypes.c_char_p, ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_status_name": (
        ctypes.c_char_p,
        [scanline_status],
    ),
    "scanline_last_error_message": (
        ctypes.c_char_p,
        [],
    ),
    "scanline_log_set_callback": (
        scanline_status,
        [scanline_log_callback, ctypes.c_void_p],
    ),
    "scanline_model_create": (
        scanline_status,
        [
            ctypes.c_char_p,
            POINTER(ctypes.c_char_p),
            ctypes.c_size_t,
            ctypes.c_uint64,
            POINTER(ctypes.c_void_p),
        ],
    ),
    "scanline_model_load": (
        scanline_status,
        [ctypes.c_char_p, POINTER(ctypes.c_void_p)],
    ),
    "scanline_model_load_memory": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_size_t, POINTER(ctypes.c_void_p)],
    ),
    "scanline_model_save": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p],
    ),
    "scanline_model_save_memory": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_model_save_as": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, scanline_precision],
    ),
    "scanline_model_get_info": (
        scanline_status,
        [ctypes.c_void_p, POINTER(scanline_model_info)],
    ),
    "scanline_model_set_flip_average": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_int32],
    ),
    "scanline_model_get_flip_average": (
        scanline_status,
        [ctypes.c_void_p, POINTER(ctypes.c_int32)],
    ),
    "scanline_model_get_label": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_size_t, POINTER(ctypes.c_char_p)],
    ),
    "scanline_model_get_spec": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_model_get_summary": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_model_free": (
        None,
        [ctypes.c_void_p],
    ),
    "scanline_model_get_split": (
        scanline_status,
        [ctypes.c_void_p, POINTER(scanline_dataset_options)],
    ),
    "scanline_model_explain": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_char_p,
            scanline_saliency,
            ctypes.c_int32,
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
            POINTER(ctypes.c_uint8),
            ctypes.c_size_t,
        ],
    ),
    "scanline_model_explain_pixels": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(scanline_pixels),
            scanline_saliency,
            ctypes.c_int32,
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
            POINTER(ctypes.c_uint8),
            ctypes.c_size_t,
        ],
    ),
    "scanline_model_evaluate_samples": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_void_p,
            scanline_split,
            scanline_answer_order,
            ctypes.c_uint32,
            POINTER(scanline_sample_answer),
            ctypes.c_size_t,
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_pixels_init_sized": (
        None,
        [POINTER(scanline_pixels), ctypes.c_size_t],
    ),
    "scanline_limits_init_sized": (
        None,
        [POINTER(scanline_limits), ctypes.c_size_t],
    ),
    "scanline_image_report_init_sized": (
        None,
        [POINTER(scanline_image_report), ctypes.c_size_t],
    ),
    "scanline_scan_options_init_sized": (
        None,
        [POINTER(scanline_scan_options), ctypes.c_size_t],
    ),
    "scanline_scan_summary_init_sized": (
        None,
        [POINTER(scanline_scan_summary), ctypes.c_size_t],
    ),
    "scanline_model_info_init_sized": (
        None,
        [POINTER(scanline_model_info), ctypes.c_size_t],
    ),
    "scanline_dataset_options_init_sized": (
        None,
        [POINTER(scanline_dataset_options), ctypes.c_size_t],
    ),
    "scanline_dataset_info_init_sized": (
        None,
        [POINTER(scanline_dataset_info), ctypes.c_size_t],
    ),
    "scanline_augmentation_init_sized": (
        None,
        [POINTER(scanline_augmentation), ctypes.c_size_t],
    ),
    "scanline_train_options_init_sized": (
        None,
        [POINTER(scanline_train_options), ctypes.c_size_t],
    ),
    "scanline_train_result_init_sized": (
        None,
        [POINTER(scanline_train_result), ctypes.c_size_t],
    ),
    "scanline_evaluation_init_sized": (
        None,
        [POINTER(scanline_evaluation), ctypes.c_size_t],
    ),
    "scanline_tuner_options_init_sized": (
        None,
        [POINTER(scanline_tuner_options), ctypes.c_size_t],
    ),
    "scanline_trial_init_sized": (
        None,
        [POINTER(scanline_trial), ctypes.c_size_t],
    ),
    "scanline_cross_validation_init_sized": (
        None,
        [POINTER(scanline_cross_validation), ctypes.c_size_t],
    ),
    "scanline_space_create": (
        scanline_status,
        [POINTER(ctypes.c_void_p)],
    ),
    "scanline_space_add_float": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_double,
            ctypes.c_double,
            scanline_scale,
            ctypes.c_double,
        ],
    ),
    "scanline_space_add_int": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_int64,
            ctypes.c_int64,
            scanline_scale,
            ctypes.c_int64,
        ],
    ),
    "scanline_space_add_choice": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_char_p,
            POINTER(scanline_value),
            ctypes.c_size_t,
            ctypes.c_int32,
        ],
    ),
    "scanline_space_add_boolean": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p],
    ),
    "scanline_space_add_fixed": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, POINTER(scanline_value)],
    ),
    "scanline_space_set_default": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, POINTER(scanline_value)],
    ),
    "scanline_space_set_defaults": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, POINTER(scanline_value), ctypes.c_size_t],
    ),
    "scanline_space_set_condition": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_char_p,
            POINTER(scanline_value),
            ctypes.c_size_t,
        ],
    ),
    "scanline_space_get_json": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_tuner_default_space": (
        scanline_status,
        [
            ctypes.c_char_p,
            POINTER(scanline_train_options),
            ctypes.c_char_p,
            ctypes.c_size_t,
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_space_free": (
        None,
        [ctypes.c_void_p],
    ),
    "scanline_train_options_recipe": (
        scanline_status,
        [ctypes.c_char_p, POINTER(scanline_train_options), POINTER(scanline_augmentation)],
    ),
    "scanline_trainer_create": (
        scanline_status,
        [ctypes.c_void_p, POINTER(scanline_train_options), POINTER(ctypes.c_void_p)],
    ),
    "scanline_trainer_set_all_reduce": (
        scanline_status,
        [
            ctypes.c_void_p,
            scanline_all_reduce_callback,
            ctypes.c_void_p,
            ctypes.c_uint32,
            ctypes.c_uint32,
        ],
    ),
    "scanline_trainer_fit": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_void_p,
            scanline_batch_callback,
            scanline_epoch_callback,
            ctypes.c_void_p,
            POINTER(scanline_train_result),
        ],
    ),
    "scanline_trainer_step": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(scanline_encoded),
            POINTER(ctypes.c_int32),
            ctypes.c_size_t,
            POINTER(ctypes.c_double),
        ],
    ),
    "scanline_trainer_step_pixels": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(scanline_pixels),
            POINTER(ctypes.c_int32),
            ctypes.c_size_t,
            POINTER(ctypes.c_double),
        ],
    ),
    "scanline_trainer_publish": (
        scanline_status,
        [ctypes.c_void_p],
    ),
    "scanline_trainer_get_model": (
        scanline_status,
        [ctypes.c_void_p, POINTER(ctypes.c_void_p)],
    ),
    "scanline_trainer_save_checkpoint": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p],
    ),
    "scanline_trainer_load_checkpoint": (
        scanline_status,
        [ctypes.c_char_p, ctypes.c_uint32, POINTER(ctypes.c_void_p)],
    ),
    "scanline_trainer_cancel": (
        scanline_status,
        [ctypes.c_void_p],
    ),
    "scanline_trainer_free": (
        None,
        [ctypes.c_void_p],
    ),
    "scanline_trainer_preview": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_uint32,
            ctypes.c_uint64,
            POINTER(ctypes.c_size_t),
            POINTER(ctypes.c_uint8),
            ctypes.c_size_t,
            POINTER(ctypes.c_float),
            ctypes.c_size_t,
        ],
    ),
    "scanline_trainer_get_history": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_trainer_get_history_csv": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_tuner_create": (
        scanline_status,
        [ctypes.c_char_p, POINTER(scanline_tuner_options), POINTER(ctypes.c_void_p)],
    ),
    "scanline_tuner_open": (
        scanline_status,
        [ctypes.c_char_p, POINTER(ctypes.c_void_p)],
    ),
    "scanline_tuner_open_read_only": (
        scanline_status,
        [ctypes.c_char_p, POINTER(ctypes.c_void_p)],
    ),
    "scanline_tuner_run": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_char_p,
            POINTER(scanline_train_options),
            scanline_trial_callback,
            ctypes.c_void_p,
            POINTER(ctypes.c_void_p),
        ],
    ),
    "scanline_tuner_check": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, POINTER(scanline_train_options)],
    ),
    "scanline_tuner_cancel": (
        scanline_status,
        [ctypes.c_void_p],
    ),
    "scanline_tuner_free": (
        None,
        [ctypes.c_void_p],
    ),
    "scanline_tuner_get_best": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(scanline_trial),
            ctypes.c_char_p,
            ctypes.c_size_t,
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_tuner_get_best_model": (
        scanline_status,
        [ctypes.c_void_p, POINTER(ctypes.c_void_p)],
    ),
    "scanline_tuner_get_ranked_model": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_uint32, POINTER(ctypes.c_void_p)],
    ),
    "scanline_tuner_get_trial": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_uint64,
            POINTER(scanline_trial),
            ctypes.c_char_p,
            ctypes.c_size_t,
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_tuner_get_front": (
        scanline_status,
        [ctypes.c_void_p, POINTER(ctypes.c_uint64), ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_tuner_get_objectives": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_tuner_get_importance": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_uint32,
            POINTER(ctypes.c_double),
            ctypes.c_char_p,
            ctypes.c_size_t,
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_tuner_get_summary": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, POINTER(ctypes.c_size_t)],
    ),
    "scanline_tuner_ask": (
        scanline_status,
        [
            ctypes.c_void_p,
            POINTER(scanline_trial),
            ctypes.c_char_p,
            ctypes.c_size_t,
            POINTER(ctypes.c_size_t),
        ],
    ),
    "scanline_tuner_enqueue": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_char_p],
    ),
    "scanline_tuner_add_trial": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_char_p,
            POINTER(ctypes.c_double),
            ctypes.c_size_t,
            POINTER(ctypes.c_uint64),
        ],
    ),
    "scanline_tuner_report": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_uint64,
            ctypes.c_uint32,
            ctypes.c_double,
            POINTER(ctypes.c_int32),
        ],
    ),
    "scanline_tuner_release": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_uint64],
    ),
    "scanline_tuner_tell_values": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_uint64, POINTER(ctypes.c_double), ctypes.c_size_t],
    ),
    "scanline_tuner_tell_end": (
        scanline_status,
        [
            ctypes.c_void_p,
            ctypes.c_uint64,
            ctypes.c_uint32,
            POINTER(ctypes.c_double),
            ctypes.c_size_t,
        ],
    ),
    "scanline_tuner_tell": (
        scanline_status,
        [ctypes.c_void_p, ctypes.c_uint64, scanline_trial_state, ctypes.c_double, ctypes.c_char_p],
    ),
}


def declare(library: ctypes.CDLL) -> None:
    """Give every function of ``library`` its result and argument types."""
    for name, (result, arguments) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
