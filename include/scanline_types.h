/*
 * scanline_types.h - the C types of Scanline's interface: status codes, enumerations, opaque handles,
 * option and result structs, callbacks. Written by hand; the library itself is compiled against it.
 * The functions stand in scanline.h, which includes this file: include that one.
 *
 * Copyright 2026 The Scanline authors. SPDX-License-Identifier: Apache-2.0
 */
#ifndef SCANLINE_TYPES_H
#define SCANLINE_TYPES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version -------------------------------------------------------------------------------- */

#define SCANLINE_VERSION_MAJOR 1
#define SCANLINE_VERSION_MINOR 0
#define SCANLINE_VERSION_PATCH 0
#define SCANLINE_VERSION_STRING "1.0.0"

/* ---- Status codes ---------------------------------------------------------------------------
 * Every function that can fail returns one. The numbers never change. On any code but SCANLINE_OK
 * the outputs are untouched and scanline_last_error_message() says what was wrong, in words. */

typedef int32_t scanline_status;

#define SCANLINE_OK 0
/** A NULL, freed or foreign handle, a NULL pointer, a value out of its range, a malformed JSON text. */
#define SCANLINE_INVALID_ARGUMENT (-1)
/** The caller's buffer is too small; the needed size was written where the function says so. */
#define SCANLINE_BUFFER_TOO_SMALL (-2)
/** A file or folder could not be opened, read, written or renamed. */
#define SCANLINE_IO (-3)
/** A model file or checkpoint that is cut, altered or not one of Scanline's. */
#define SCANLINE_CORRUPT_MODEL (-4)
/** A model file, checkpoint or journal of a version that this library cannot read, or a struct with a
 *  field set that it does not know. */
#define SCANLINE_VERSION_MISMATCH (-5)
/** Valid input of a kind that this library does not handle (a 12-bit JPEG, say). */
#define SCANLINE_UNSUPPORTED (-6)
/** The handle is in an exclusive operation (training, tuning) on another thread. */
#define SCANLINE_BUSY (-7)
/** A callback returned non-zero, or *_cancel was called. Nothing is lost: see the function. */
#define SCANLINE_CANCELLED (-8)
/** Memory could not be had, or a size that was asked for is beyond the limit that the message names. */
#define SCANLINE_NO_MEMORY (-9)
/** Training met a loss that is not finite. The model keeps the last good weights. */
#define SCANLINE_DIVERGED (-10)
/** A picture that cannot be decoded whole (validation reports this; only uses of the picture fail). */
#define SCANLINE_CORRUPT_IMAGE (-11)
/** A picture over a limit (pixels, bytes, scans), refused from its header; a network or a confusion
 *  matrix over one. */
#define SCANLINE_LIMIT_EXCEEDED (-12)
/** No usable data: an empty folder, a class without one good picture, only one class. */
#define SCANLINE_NO_DATA (-13)
/** A fault of the library itself. Please report it with the message. */
#define SCANLINE_INTERNAL (-14)

/* ---- Handles --------------------------------------------------------------------------------
 * Opaque. Made by *_create, *_load or *_open, ended by *_free (which takes NULL). Handles may be
 * freed in any order: what depends on another keeps what it needs. A freed handle is recognised
 * and refused with SCANLINE_INVALID_ARGUMENT. */

/** A classifier: network, weights, labels and preprocessing. */
typedef struct scanline_model scanline_model;
/** Labelled pictures, validated and split into a training and a validation part. */
typedef struct scanline_dataset scanline_dataset;
/** A training run: a model's weights, the optimiser's state, the step count, the history. */
typedef struct scanline_trainer scanline_trainer;
/** A search over hyperparameters. */
typedef struct scanline_tuner scanline_tuner;
/** A search space that is put together call by call. */
typedef struct scanline_space scanline_space;

/* ---- Pixels and encoded images -------------------------------------------------------------- */

typedef int32_t scanline_pixel_format;
#define SCANLINE_PIXELS_RGB 0
#define SCANLINE_PIXELS_BGR 1
#define SCANLINE_PIXELS_RGBA 2 /**< alpha is ignored */
#define SCANLINE_PIXELS_BGRA 3 /**< alpha is ignored */
#define SCANLINE_PIXELS_GRAY 4

/** Raw 8-bit pixels of the host, borrowed for the call. Rows run from the top; the first byte of row y is
 *  data + y * stride. */
typedef struct scanline_pixels {
  uint32_t struct_size;         /**< sizeof(scanline_pixels), set by scanline_pixels_init() */
  scanline_pixel_format format; /**< SCANLINE_PIXELS_* */
  const uint8_t *data;
  uint32_t width;               /**< pixels */
  uint32_t height;              /**< pixels */
  size_t stride;                /**< bytes from one row to the next; 0: rows without padding */
} scanline_pixels;

/** One encoded picture (the bytes of a JPEG file) in memory, borrowed for the call. */
typedef struct scanline_encoded {
  const void *data;
  size_t size;      /**< bytes */
  const char *name; /**< for messages; may be NULL */
} scanline_encoded;

/* ---- Validation ----------------------------------------------------------------------------- */

typedef int32_t scanline_verdict;
#define SCANLINE_VERDICT_OK 0          /**< decodes whole */
#define SCANLINE_VERDICT_SALVAGEABLE 1 /**< damaged, but at least half of the rows decode properly */
#define SCANLINE_VERDICT_CORRUPT 2     /**< damaged beyond that, or no picture at all */
#define SCANLINE_VERDICT_UNSUPPORTED 3 /**< not an 8-bit JPEG; of other formats damage is looked for in PNG, GIF and WebP alone */
#define SCANLINE_VERDICT_HOSTILE 4     /**< over a limit: made to exhaust memory or time */

/** Why a file is not ok. Numbers never change; scanline_reason_name() gives the text. */
typedef int32_t scanline_reason;
#define SCANLINE_REASON_NONE 0
#define SCANLINE_REASON_EMPTY 1                 /**< no bytes at all */
#define SCANLINE_REASON_NOT_AN_IMAGE 2          /**< no known picture format begins like this */
#define SCANLINE_REASON_OTHER_FORMAT 3          /**< another picture format (PNG, GIF, WebP ...) */
#define SCANLINE_REASON_UNREADABLE 4            /**< the file could not be read */
#define SCANLINE_REASON_BAD_HEADER 5            /**< a marker segment contradicts itself or is missing */
#define SCANLINE_REASON_NO_IMAGE_DATA 6         /**< headers, but no scan */
#define SCANLINE_REASON_TRUNCATED 7             /**< the data end before the picture does; also a damaged PNG, GIF or WebP */
#define SCANLINE_REASON_BAD_ENTROPY_DATA 8      /**< impossible codes, coefficients past a block's end, values that no 8-bit picture has, a hole of zeros */
#define SCANLINE_REASON_RESTART_MISMATCH 9      /**< restart markers missing or out of order */
#define SCANLINE_REASON_EXTRANEOUS_DATA 10      /**< stray bytes inside or between scans, beyond what encoders leave */
#define SCANLINE_REASON_INCOMPLETE_PROGRESSION 11 /**< a progressive file whose later scans are missing */
#define SCANLINE_REASON_BAD_PROGRESSION 12      /**< progressive scans that contradict each other */
#define SCANLINE_REASON_BAD_QUANTISATION 13     /**< quantisation tables that no encoder writes */
#define SCANLINE_REASON_UNSUPPORTED_CODING 14   /**< 12-bit, lossless, hierarchical, DNL, tables only */
#define SCANLINE_REASON_TOO_MANY_PIXELS 15
#define SCANLINE_REASON_TOO_MANY_BYTES 16
#define SCANLINE_REASON_TOO_MANY_SCANS 17       /**< more than max_scans, or scans that visit more blocks together than 40 for each
                                                     8x8 pixels of max_pixels, or arithmetic codes of more decisions than
                                                     200 million and 32 a byte */
#define SCANLINE_REASON_TOO_MANY_MARKERS 18
#define SCANLINE_REASON_DECODER_ERROR 19        /**< the decoder refused it for another reason: see message */
#define SCANLINE_REASON_MISSING_END 20          /**< every row is there, only the end-of-image marker is not: the picture can be used */

/** What speaks against a picture's content, which is another question than whether its file is whole: bits of
 *  scanline_image_report.quality_flags. */
#define SCANLINE_QUALITY_FLAT 1                /**< contrast below 4 levels */
#define SCANLINE_QUALITY_DARK 2                /**< brightest below 40 */
#define SCANLINE_QUALITY_OVEREXPOSED 4         /**< darkest above 215 */
#define SCANLINE_QUALITY_BLURRED 8             /**< curvature from 0.002 to 0.045, or detail below 1.4 without spanning the range:
                                                   nothing finer than 8 pixels */
#define SCANLINE_QUALITY_NOISE 16              /**< noise from 0.3 to 2 and detail above 50; well kept dithering has more */
#define SCANLINE_QUALITY_TINY 32               /**< the shorter side has at most 8 pixels */
#define SCANLINE_QUALITY_GRAY_LOWER_PART 64    /**< gray_share above 0.05: saved anew from a file that was cut */
#define SCANLINE_QUALITY_HEAVY_COMPRESSION 128 /**< encoder_quality below 5.5 */

/** Format by content, whatever the file's name says. */
typedef int32_t scanline_format;
#define SCANLINE_FORMAT_UNKNOWN 0
#define SCANLINE_FORMAT_JPEG 1
#define SCANLINE_FORMAT_PNG 2
#define SCANLINE_FORMAT_GIF 3
#define SCANLINE_FORMAT_WEBP 4
#define SCANLINE_FORMAT_BMP 5
#define SCANLINE_FORMAT_TIFF 6
#define SCANLINE_FORMAT_HEIF 7  /**< HEIC, AVIF and other ISO media files */
#define SCANLINE_FORMAT_JPEG2000 8
#define SCANLINE_FORMAT_JPEGXL 9
#define SCANLINE_FORMAT_PDF 10
#define SCANLINE_FORMAT_SVG 11
#define SCANLINE_FORMAT_OTHER 12 /**< another known file type: an icon or PSD, or no picture (zip, gzip, HTML ...) */

typedef int32_t scanline_colour_space;
#define SCANLINE_COLOUR_UNKNOWN 0
#define SCANLINE_COLOUR_GRAY 1
#define SCANLINE_COLOUR_YCBCR 2
#define SCANLINE_COLOUR_RGB 3
#define SCANLINE_COLOUR_CMYK 4
#define SCANLINE_COLOUR_YCCK 5

/** Limits that are checked from the header before memory is taken. 0 means the default. */
typedef struct scanline_limits {
  uint32_t struct_size; /**< sizeof(scanline_limits), set by scanline_limits_init() */
  uint32_t max_scans;   /**< progressive scans; default 200 */
  uint64_t max_pixels;  /**< width x height; default 100 000 000 */
  uint64_t max_bytes;   /**< size of the encoded file; default 256 MiB */
} scanline_limits;

/** What validation found in one file. */
typedef struct scanline_image_report {
  uint32_t struct_size;       /**< sizeof(scanline_image_report), set by scanline_image_report_init() */
  scanline_verdict verdict;   /**< SCANLINE_VERDICT_* */
  scanline_reason reason;     /**< SCANLINE_REASON_*: the first damage found */
  scanline_format format;     /**< SCANLINE_FORMAT_* */
  int64_t byte_offset;        /**< where the first damage was met, bytes from the start; -1: none */
  int64_t row;                /**< pixel row of the first damage; -1: none or not known */
  double decoded_share;       /**< share of rows decoded before the first damage, 0 to 1 */
  uint32_t warning_count;     /**< all faults found, the first included */
  uint32_t width;             /**< pixels, as stored; 0: not known */
  uint32_t height;
  uint32_t components;        /**< colour components */
  scanline_colour_space colour_space; /**< SCANLINE_COLOUR_* */
  uint32_t subsampling_horizontal; /**< largest over smallest horizontal sampling factor: 2 for 4:2:0; 0: not
                                        known, no JPEG */
  uint32_t subsampling_vertical;   /**< the same, vertical */
  uint32_t orientation;       /**< EXIF orientation 1 to 8; 1 when there is none */
  int32_t progressive;        /**< 1: progressive */
  int32_t arithmetic;         /**< 1: arithmetic coding */
  char message[256];          /**< the reason in words, UTF-8, ended by 0; empty for a good file */
  uint32_t quality_flags;     /**< SCANLINE_QUALITY_*, together; 0: nothing, or not measured */
  int32_t name_lies;          /**< 1: the file's name ends as that of another format than the content's; 0 when that
                                   is not known */
  /* Measures of the content of JPEG files that are ok or salvageable (of the rows before the damage).
   * Levels: 0 to 255. NaN: not measured. */
  double brightness;          /**< mean level of the brightness, as are the next two; of RGB and inks what is seen of them */
  double darkest;             /**< level that 1 % of the 8x8 blocks lie below */
  double brightest;           /**< level that 1 % of the 8x8 blocks lie above */
  double contrast;            /**< standard deviation of the levels, of the component that varies most */
  double detail;              /**< energy within blocks over that of straight ramps between them: 2 to 10 in sharp
                                   photos, 1 when nothing finer than a block is left; at most 1000 */
  double noise;               /**< energy of high frequencies over that of low ones: below 0.1 in photos, 1 in white
                                   noise; at most 1000 */
  double gray_share;          /**< share of the rows, from the bottom up, that a decoder filled in for lost data */
  double encoder_quality;     /**< of the brightness, on the scale of libjpeg's encoder, above 0 to 100 */
  double curvature;           /**< energy of two half waves a block over that of one: 0.07 to 0.9 in photos, 0.03 after a
                                   Gaussian blur of 4 pixels, 0 of straight ramps; at most 1000 */
} scanline_image_report;

/** How a folder is scanned. */
typedef struct scanline_scan_options {
  uint32_t struct_size;     /**< sizeof(scanline_scan_options), set by scanline_scan_options_init() */
  uint32_t threads;         /**< at most 1024; 0: one a processor */
  int32_t recursive;        /**< 1 (default): folders within the folder too */
  int32_t all_files;        /**< 0 (default): files with a picture's name ending; 1: every file */
  const scanline_limits *limits; /**< NULL: the defaults */
} scanline_scan_options;

/** Counts of a folder scan. */
typedef struct scanline_scan_summary {
  uint32_t struct_size; /**< sizeof(scanline_scan_summary), set by scanline_scan_summary_init() */
  uint32_t reserved;    /**< 0 */
  uint64_t files;
  uint64_t ok;
  uint64_t salvageable;
  uint64_t corrupt;
  uint64_t unsupported;
  uint64_t hostile;
  uint64_t bytes;       /**< of all files together */
} scanline_scan_summary;

/** Called once a file, in the order of the names, on the thread that called scanline_folder_validate().
 *  path and report are borrowed for the call. Return non-zero to stop. */
typedef int32_t (*scanline_scan_callback)(const char *path, const scanline_image_report *report,
                                          void *user_data);

/* ---- Curation: reports on folders, quarantine ------------------------------------------------ */

/** What a run over folders does with what it finds. Without a path nothing is written, without a quarantine nothing
 *  is moved. The paths are UTF-8; those of the folders and files that are validated need not be. */
typedef struct scanline_curation_options {
  uint32_t struct_size;     /**< sizeof(scanline_curation_options), set by scanline_curation_options_init() */
  uint32_t verdicts;        /**< the verdicts that make a file a finding: bits 1 << SCANLINE_VERDICT_*; default: all
                                 but ok; 0: none, only the flags do */
  uint32_t quality_flags;   /**< the flags that do, too: SCANLINE_QUALITY_*, together; default 0 */
  int32_t resume;           /**< 1: takes over the lines of the report that is there, of files unchanged since */
  int32_t count_first;      /**< 1: counts the files first, so that events have totals */
  int32_t list_zero;        /**< 1: a 0 byte ends each path of the list, not a line feed */
  const scanline_scan_options *scan; /**< NULL: the defaults */
  const char *report_path;  /**< JSON Lines, a line a file; grows with the run */
  const char *csv_path;     /**< the same as CSV; there when the run has ended */
  const char *summary_path; /**< counts as JSON; "complete" is false until the run has ended */
  const char *list_path;    /**< the findings' paths; there when the run has ended */
  const char *quarantine_path; /**< a folder that the findings are moved to, with a manifest that leads back */
} scanline_curation_options;

/** What a run tells, file by file. All of it is borrowed for the callback. */
typedef struct scanline_curation_event {
  uint32_t struct_size;     /**< sizeof(scanline_curation_event) in the library */
  int32_t is_finding;       /**< 1: one of the verdicts or flags that were asked for */
  int32_t is_reused;        /**< 1: taken over from the report that was there */
  uint32_t reserved;        /**< 0 */
  const char *path;         /**< byte for byte; NULL while the files are counted; then so are the next four */
  const scanline_image_report *report;
  const char *line;         /**< the line of the report, JSON */
  const char *moved_to;     /**< where it is now; NULL: not moved */
  const char *failure;      /**< why it could not be moved or listed; NULL: it could, or was not to be */
  uint64_t done;            /**< files validated, this one included; or counted so far */
  uint64_t bytes;           /**< of those files together */
  uint64_t total_files;     /**< 0: not counted first */
  uint64_t total_bytes;
} scanline_curation_event;

/** Called once a file, in the order of the report, and now and then while files are counted, on the thread that called
 *  scanline_curation_run(). Return non-zero to stop: up to 32 files a thread behind this one may have been validated,
 *  written to the report and moved already; the summary counts them. */
typedef int32_t (*scanline_curation_callback)(const scanline_curation_event *event, void *user_data);

/** Counts of a run. */
typedef struct scanline_curation_result {
  uint32_t struct_size; /**< sizeof(scanline_curation_result), set by scanline_curation_result_init() */
  uint32_t reserved;    /**< 0 */
  uint64_t files;
  uint64_t ok;
  uint64_t salvageable;
  uint64_t corrupt;
  uint64_t unsupported;
  uint64_t hostile;
  uint64_t bytes;       /**< of all files together */
  uint64_t findings;
  uint64_t reused;      /**< lines taken over from the report that was there */
  uint64_t moved;       /**< files moved to quarantine */
  double seconds;
  uint64_t failed;      /**< findings that could not be moved or listed */
} scanline_curation_result;

typedef int32_t scanline_restore_outcome;
#define SCANLINE_RESTORE_RESTORED 0 /**< moved back */
#define SCANLINE_RESTORE_IN_PLACE 1 /**< was not moved, or was moved back before */
#define SCANLINE_RESTORE_FAILED 2   /**< not restored: its place is taken, it is in neither place, or its line cannot be read */

/** Called once a file of a manifest, after it; path is its own, failure why it failed, or what of a restored file
 *  (permissions, time) could not be set back; else NULL. Return non-zero to stop. */
typedef int32_t (*scanline_restore_callback)(const char *path, scanline_restore_outcome outcome,
                                             const char *failure, void *user_data);

/** Counts of a restoration. */
typedef struct scanline_restore_result {
  uint32_t struct_size; /**< sizeof(scanline_restore_result), set by scanline_restore_result_init() */
  uint32_t reserved;    /**< 0 */
  uint64_t restored;
  uint64_t in_place;
  uint64_t failed;      /**< not restored */
} scanline_restore_result;

/* ---- Models --------------------------------------------------------------------------------- */

/** How a model file keeps kernels; computing is in float32 either way. */
typedef int32_t scanline_precision;
#define SCANLINE_PRECISION_FLOAT32 0
#define SCANLINE_PRECISION_FLOAT16 1

typedef struct scanline_model_info {
  uint32_t struct_size;      /**< sizeof(scanline_model_info), set by scanline_model_info_init() */
  uint32_t input_width;      /**< pixels */
  uint32_t input_height;
  uint32_t input_channels;   /**< 1 (gray) or 3 (RGB) */
  uint32_t label_count;
  uint32_t reserved;         /**< 0 */
  uint64_t parameter_count;  /**< trainable floats */
  uint64_t statistic_count;  /**< floats that training collects: running means and variances of batch_norm */
  uint64_t multiply_adds;    /**< products of a weight and a value that classifying a picture takes */
} scanline_model_info;

/** What a model says of one picture. */
typedef struct scanline_answer {
  uint32_t struct_size;      /**< sizeof(scanline_answer), set by scanline_answer_init() */
  uint32_t label;            /**< index of the likeliest label, for an unknown picture too */
  float probability;         /**< of that label */
  float unknown_score;       /**< how far the picture is from those that the model knows; NaN: it takes all for known */
  int32_t is_unknown;        /**< 1: farther than the model's threshold, a picture of another kind */
  uint32_t reserved;         /**< 0 */
} scanline_answer;

/** How a model's answers are calibrated: kept in its file. */
typedef struct scanline_calibration {
  uint32_t struct_size;      /**< sizeof(scanline_calibration), set by scanline_calibration_init() */
  int32_t has_unknown;       /**< 1: the model may answer "unknown" */
  double temperature;        /**< what the logits are divided by; 1: nothing; 0.01 to 100 */
  double known_share;        /**< share of the held-out pictures that the threshold lets pass */
  double unknown_threshold;  /**< the largest unknown_score of a known picture; above 0 */
} scanline_calibration;

typedef int32_t scanline_saliency;
#define SCANLINE_SALIENCY_GRADIENT 0  /**< SmoothGrad: the gradient by the pixels, over noisy copies of the picture */
#define SCANLINE_SALIENCY_OCCLUSION 1 /**< what covering each place costs; slower, and easier to read */

/** How a trained model is taken over for other labels. */
typedef struct scanline_adapt_options {
  uint32_t struct_size;      /**< sizeof(scanline_adapt_options), set by scanline_adapt_options_init() */
  int32_t keep_head;         /**< 1 (default): the head keeps what it has learnt of the labels that both have; 0: all of it
                                  begins anew */
  uint64_t seed;             /**< of what begins anew; 0 is a seed like any other */
  uint32_t input_width;      /**< pixels; 0 (default): the model's */
  uint32_t input_height;
} scanline_adapt_options;

/* ---- Datasets ------------------------------------------------------------------------------- */

typedef int32_t scanline_split;
#define SCANLINE_SPLIT_TRAINING 0
#define SCANLINE_SPLIT_VALIDATION 1
#define SCANLINE_SPLIT_ALL 2

/** Which damaged pictures are used. */
typedef int32_t scanline_policy;
#define SCANLINE_POLICY_STRICT 0        /**< none: only pictures that decode whole */
#define SCANLINE_POLICY_SALVAGE 1       /**< those cut off behind enough good rows, cropped to these */
#define SCANLINE_POLICY_ALL_DECODABLE 2 /**< all that a decoder makes a picture of, cut ones cropped to their good rows */

/** Which pictures are taken for the same, and go to the same part of a dataset. */
typedef int32_t scanline_grouping;
#define SCANLINE_GROUPING_NONE 0
#define SCANLINE_GROUPING_EXACT 1 /**< files with the same bytes, and copies of them that were cut off */
#define SCANLINE_GROUPING_NEAR 2  /**< also pictures that look the same, by a perceptual hash */

typedef struct scanline_dataset_options {
  uint32_t struct_size;     /**< sizeof(scanline_dataset_options), set by scanline_dataset_options_init() */
  uint32_t threads;         /**< at most 1024; 0: one a processor */
  uint64_t seed;            /**< of the split; 0 is a seed like any other */
  double validation_share;  /**< of each class, 0 to below 1, rounded; above 0 at least one picture, and never all;
                                 default 0.2 */
  const scanline_limits *limits; /**< NULL: the defaults */
  scanline_policy policy;   /**< default SCANLINE_POLICY_SALVAGE */
  scanline_grouping group_duplicates; /**< default SCANLINE_GROUPING_EXACT */
  double salvage_share;     /**< SALVAGE: the least share of good rows; default 0.75; 0.5 to 1 */
  uint32_t duplicate_distance; /**< NEAR: bits of 64 in which the hashes of the same picture may differ; default 6;
                                    0 to 16 */
  int32_t drop_label_conflicts; /**< 1: pictures that are there with two labels are left out; 0 (default): used */
  uint32_t refused_quality; /**< SCANLINE_QUALITY_*, together: pictures with one of them are left out; default 0 */
  uint32_t reserved;        /**< 0 */
} scanline_dataset_options;

typedef struct scanline_dataset_info {
  uint32_t struct_size;       /**< sizeof(scanline_dataset_info), set by scanline_dataset_info_init() */
  uint32_t label_count;
  uint64_t file_count;        /**< files found, damaged ones included */
  uint64_t damaged_count;     /**< files left out, for whatever reason */
  uint64_t training_count;
  uint64_t validation_count;
  uint64_t salvaged_count;    /**< damaged files that are used all the same, as the policy says */
  uint64_t duplicate_group_count; /**< groups of pictures that are the same */
  uint64_t duplicate_count;   /**< pictures in them */
  uint64_t label_conflict_count; /**< groups with more than one label */
  uint64_t refused_count;     /**< of those left out, the files that are for their quality alone, as refused_quality says */
  uint64_t dropped_count;     /**< of those left out, the pictures that are for a label conflict, as drop_label_conflicts
                                   says */
} scanline_dataset_info;

/** What a policy would keep and lose of a class, or of all, the other options being as they are. */
typedef struct scanline_policy_counts {
  uint32_t struct_size;  /**< sizeof(scanline_policy_counts), set by scanline_policy_counts_init() */
  int32_t stands_out;    /**< 1: the class loses much more or less than the others (by 5 points or more, and by a
                              two-proportion z-test at 1 %); of all: some class does */
  uint64_t files;        /**< found */
  uint64_t whole;        /**< used whole */
  uint64_t cropped;      /**< used cropped to their good rows */
  uint64_t lost;         /**< left out: for damage, and for what refused_quality and drop_label_conflicts say */
  double lost_share;     /**< lost over files, 0 to 1 */
} scanline_policy_counts;

/** Called as files are validated, on the calling thread. Return non-zero to stop. */
typedef int32_t (*scanline_count_callback)(uint64_t done, uint64_t total, void *user_data);

/* ---- Duplicates ----------------------------------------------------------------------------- */

/** How a folder is searched for duplicates. */
typedef struct scanline_duplicate_options {
  uint32_t struct_size;      /**< sizeof(scanline_duplicate_options), set by scanline_duplicate_options_init() */
  uint32_t threads;          /**< at most 1024; 0: one a processor; the results do not depend on it */
  int32_t near;              /**< 1 (default): pictures that look the same, too; 0: only files with the same bytes, and
                                  copies of them that were cut off */
  uint32_t distance;         /**< bits of 64 in which their hashes may differ; default 6; 0 to 16 */
  int32_t recursive;         /**< 1 (default): folders within the folder, too */
  int32_t class_folders;     /**< 1 (default): the folder's own folders are classes, their names labels */
  const scanline_limits *limits; /**< NULL: the defaults */
  const char *against;       /**< a second folder: only groups with files of both; NULL: none */
  const char *report_path;   /**< file for the groups: CSV if it ends with .csv, else JSON Lines; NULL: none */
} scanline_duplicate_options;

/** A file of a group. Comes in arrays and stays as it is. */
typedef struct scanline_duplicate_file {
  const char *path;          /**< byte for byte */
  const char *label;         /**< NULL: none */
  int32_t is_against;        /**< 1: of the second folder */
  uint32_t distance;         /**< bits in which its hash differs from that of the group's first file */
} scanline_duplicate_file;

/** Pictures that are the same, borrowed for the callback. */
typedef struct scanline_duplicate_group {
  uint32_t struct_size;
  int32_t is_exact;          /**< 1: all files have the same bytes */
  int32_t label_conflict;    /**< 1: the same picture has more than one label */
  int32_t leak;              /**< 1: it is in both folders */
  uint64_t number;           /**< from 0 */
  uint64_t file_count;       /**< at least 2 */
  const scanline_duplicate_file *files; /**< [file_count] in the order of their names */
  int32_t is_cut;            /**< 1: all files have the same bytes as far as they go: some are cut copies of others */
  uint32_t reserved;         /**< 0 */
} scanline_duplicate_group;

/** Counts of a search for duplicates. */
typedef struct scanline_duplicate_summary {
  uint32_t struct_size;      /**< sizeof(scanline_duplicate_summary), set by scanline_duplicate_summary_init() */
  uint32_t reserved;         /**< 0 */
  uint64_t files;            /**< in both folders together */
  uint64_t unreadable;       /**< of them: empty, or could not be read */
  uint64_t groups;
  uint64_t exact_groups;
  uint64_t duplicates;       /**< files in groups */
  uint64_t label_conflicts;  /**< groups with more than one label */
  uint64_t leaks;            /**< groups with files of both folders */
} scanline_duplicate_summary;

/** Called once a group, on the calling thread. Return non-zero to stop. */
typedef int32_t (*scanline_duplicate_callback)(const scanline_duplicate_group *group, void *user_data);

/* ---- Augmentation --------------------------------------------------------------------------- */

typedef int32_t scanline_border;
#define SCANLINE_BORDER_REFLECT 0 /**< the picture again, mirrored */
#define SCANLINE_BORDER_EDGE 1    /**< its outermost pixels, repeated */

typedef int32_t scanline_augmentation_policy;
#define SCANLINE_AUGMENTATION_POLICY_NONE 0
#define SCANLINE_AUGMENTATION_POLICY_TRIVIAL 1 /**< TrivialAugment: one operation, its magnitude uniform up to the strength */
#define SCANLINE_AUGMENTATION_POLICY_RAND 2    /**< RandAugment: some operations, all at the strength */

/** What may happen to a training picture. All 0 (scanline_augmentation_init()): nothing. Geometry is composed
 *  into one affine pass, colour into one matrix. */
typedef struct scanline_augmentation {
  uint32_t struct_size;    /**< sizeof(scanline_augmentation), set by scanline_augmentation_init() */
  float rotation;          /**< turns: uniform in +-rotation; 0.08 is 29 degrees; 0 to 0.5 */
  float zoom;              /**< scale of the content: uniform in 1 +- zoom; 0 to below 1 */
  float horizontal_flip;   /**< probability, 0 to 1 */
  float vertical_flip;     /**< probability, 0 to 1 */
  float translation;       /**< share of width and of height: uniform in +-translation; 0 to 1 */
  float shear;             /**< tangent: uniform in +-shear; 0 to 1 */
  float brightness;        /**< factor: uniform in 1 +- brightness; 0 to 1 */
  float contrast;          /**< factor about the picture's mean: uniform in 1 +- contrast; 0 to 1 */
  float saturation;        /**< factor about the pixel's luma: uniform in 1 +- saturation; 0 to 1 */
  float hue;               /**< turns about the gray axis: uniform in +-hue; 0 to 0.5 */
  float crop_area_min;     /**< area of the part that is seen over the picture's: uniform in crop_area_min to crop_area_max,
                                above 0, at most 4 (above 1: seen from farther); both 0: no crop */
  float crop_area_max;
  float crop_aspect;       /**< the part's sides are stretched against each other by a factor in 1 / crop_aspect to
                                crop_aspect; 1 to 4; 0: as 1 */
  scanline_border border;  /**< what lies beyond the picture; default SCANLINE_BORDER_REFLECT */
  float erase_probability; /**< of a rectangle in the input's mean colour, 0 to 1 */
  float erase_min;         /**< the rectangle's sides over the picture's: uniform in erase_min to erase_max; */
  float erase_max;         /**< above 0, at most 1 where erase_probability is above 0 */
  scanline_augmentation_policy policy; /**< operations drawn as a paper has it, besides all else; default
                                SCANLINE_AUGMENTATION_POLICY_NONE */
  float policy_strength;   /**< their magnitude, 0 to 1; 0: the paper's (TRIVIAL 1, RAND 0.3) */
  uint32_t policy_operations; /**< RAND: operations a picture, 1 to 8; 0: the paper's 2 */
  float posterize_probability;    /**< of keeping the upper 4 to 7 bits of each level, 0 to 1 */
  float solarize_probability;     /**< of inverting the levels from one in 128 to 255 on, 0 to 1 */
  float autocontrast_probability; /**< of stretching each channel to all levels, 0 to 1 */
  float equalize_probability;     /**< of spreading each channel's levels evenly, 0 to 1 */
  float sharpness;         /**< factor about a smoothed copy: uniform in 1 +- sharpness; 0 to 1 */
  float blur_probability;  /**< of a Gaussian blur, 0 to 1 */
  float blur_sigma;        /**< its deviation in pixels of the input: uniform in 0 to blur_sigma; at most 16 */
  float gray_probability;  /**< of a picture without colours, 0 to 1 */
} scanline_augmentation;

/* ---- Training ------------------------------------------------------------------------------- */

typedef int32_t scanline_optimizer;
#define SCANLINE_OPTIMIZER_SGD 0
#define SCANLINE_OPTIMIZER_RMSPROP 1
#define SCANLINE_OPTIMIZER_ADAM 2
#define SCANLINE_OPTIMIZER_ADAMW 3

typedef int32_t scanline_schedule;
#define SCANLINE_SCHEDULE_CONSTANT 0
#define SCANLINE_SCHEDULE_STEP 1    /**< times schedule_factor every schedule_epochs epochs */
#define SCANLINE_SCHEDULE_COSINE 2  /**< warm-up, then half a cosine down to final_learning_rate_share */
#define SCANLINE_SCHEDULE_PLATEAU 3 /**< times schedule_factor after schedule_epochs epochs without a better monitored value */

typedef int32_t scanline_monitor;
#define SCANLINE_MONITOR_VALIDATION_LOSS 0
#define SCANLINE_MONITOR_VALIDATION_ACCURACY 1
#define SCANLINE_MONITOR_TRAINING_LOSS 2
#define SCANLINE_MONITOR_TRAINING_ACCURACY 3
#define SCANLINE_MONITOR_CALIBRATION_ERROR 4 /**< the expected one, on the validation part, before any temperature */

typedef int32_t scanline_class_weighting;
#define SCANLINE_CLASS_WEIGHTS_NONE 0
#define SCANLINE_CLASS_WEIGHTS_BALANCED 1 /**< samples / (classes * samples of the class), as in scikit-learn */
#define SCANLINE_CLASS_WEIGHTS_GIVEN 2    /**< class_weights, one a label */

typedef struct scanline_train_options {
  uint32_t struct_size;        /**< sizeof(scanline_train_options), set by scanline_train_options_init() */
  uint32_t threads;            /**< at most 1024; 0: one a processor; the results do not depend on it */
  uint64_t seed;               /**< order, augmentation, dropout; 0 is a seed like any other */
  uint32_t epochs;             /**< default 30; 1 to 100 000 */
  uint32_t batch_size;         /**< default 32; 1 to 65 536 */
  scanline_optimizer optimizer;   /**< default SCANLINE_OPTIMIZER_ADAM */
  scanline_schedule schedule;  /**< default SCANLINE_SCHEDULE_CONSTANT */
  double learning_rate;        /**< default 0.001; above 0 */
  double momentum;             /**< SGD and RMSprop; default 0; below 1 */
  int32_t nesterov;            /**< SGD; default 0 */
  uint32_t schedule_epochs;    /**< STEP: period; PLATEAU: patience; default 10 */
  double beta1;                /**< Adam, AdamW; default 0.9; below 1 */
  double beta2;                /**< Adam, AdamW; default 0.999; below 1 */
  double rho;                  /**< RMSprop; default 0.9; below 1 */
  double epsilon;              /**< default 1e-7; above 0, at most 1 */
  double weight_decay;         /**< AdamW, decoupled, on matrices only; default 0 */
  double schedule_factor;      /**< STEP and PLATEAU; default 0.5; above 0, at most 1 */
  double warmup_epochs;        /**< COSINE: linear warm-up, may be a fraction; default 0; at most epochs;
                                    -1: a tenth of them */
  double final_learning_rate_share; /**< COSINE: the last rate over the highest; default 0.01; 0 to 1 */
  double clip_norm;            /**< global gradient norm; 0 (default): no clipping */
  double label_smoothing;      /**< 0 to below 1; default 0 */
  scanline_class_weighting class_weighting; /**< default SCANLINE_CLASS_WEIGHTS_NONE */
  scanline_monitor monitor;    /**< what early stopping, PLATEAU and best weights look at; default VALIDATION_LOSS
                                    (TRAINING_LOSS is taken when there is no validation part) */
  const double *class_weights; /**< SCANLINE_CLASS_WEIGHTS_GIVEN: one a label; copied */
  size_t class_weight_count;
  uint32_t early_stopping_epochs; /**< patience; 0 (default): no early stopping */
  int32_t restore_best;        /**< 1 (default): the run ends with the weights of its best epoch; 0: of its last */
  const scanline_augmentation *augmentation; /**< NULL: none; copied */
  const char *checkpoint_path; /**< NULL: none; written after each epoch, atomically; copied */
  uint64_t cache_bytes;        /**< decoded pictures kept in memory; 0: the default of 1 GiB */
  double ema_decay;            /**< moving average of the weights, evaluated and published in their place, like 0.995;
                                    0 (default): none; below 1 */
  double mixup_probability;    /**< share of the batches whose pictures are blended in pairs, labels too; default 0 */
  double mixup_alpha;          /**< the shares are from Beta(alpha, alpha); default 0.2; 0.05 to 100 */
  double cutmix_probability;   /**< share of the batches whose pictures get a rectangle of another; default 0; with
                                    mixup_probability at most 1 */
  double cutmix_alpha;         /**< as mixup_alpha, of areas; default 1: uniform */
  double layer_decay;          /**< every layer learns at this share of the rate of the next one, the head at the full rate;
                                    default 1; above 0, at most 1 */
  uint32_t frozen_layers;      /**< the first so many layers of the spec do not learn; default 0 */
  int32_t balanced_sampling;   /**< 1: every class comes equally often in an epoch of scanline_trainer_fit(); default 0 */
  double known_share;          /**< share of the validation part that the model shall know when scanline_trainer_fit() has
                                    ended, and answer "unknown" to other kinds of pictures; 0 (default): it takes all for
                                    known; at most 1 */
  int32_t calibrate;           /**< 1 (default): a temperature is fitted on the validation part, if there is one, when
                                    scanline_trainer_fit() has ended; 0: none */
  const char *cache_folder;    /**< NULL: decoded pictures are kept in memory; else in one file in this folder, mapped into
                                    memory, for sets larger than that; it has no name and goes with the run; copied */
} scanline_train_options;

/** The figures of one epoch. Arrays are borrowed for the callback. */
typedef struct scanline_epoch {
  uint32_t struct_size;
  uint32_t epoch;               /**< from 1 */
  uint32_t epochs;              /**< planned */
  uint32_t label_count;         /**< length of precision and recall */
  double learning_rate;         /**< at the epoch's end */
  double training_loss;         /**< mean over the epoch's samples, as trained (augmented, dropout on) */
  double training_accuracy;
  double validation_loss;       /**< NaN without a validation part */
  double validation_accuracy;   /**< NaN without a validation part */
  double seconds;               /**< wall time of the epoch, validation included */
  double images_per_second;     /**< training pictures over training time */
  int32_t is_best;              /**< 1: the best so far by the monitored value */
  uint32_t reserved;            /**< 0 */
  const double *precision;      /**< [label_count] on the validation part; NULL without one */
  const double *recall;         /**< [label_count] on the validation part; NULL without one */
  const uint64_t *confusion;    /**< [label_count, label_count], row: truth, column: prediction; NULL without one */
  double calibration_error;     /**< expected calibration error on the validation part at a temperature of 1; NaN without one */
} scanline_epoch;

/** Called within an epoch after every batch. epoch counts from 1. Return non-zero to stop at once. */
typedef int32_t (*scanline_batch_callback)(uint32_t epoch, uint64_t samples_done, uint64_t samples_total,
                                           double mean_loss, void *user_data);

/** Called after every epoch. Return non-zero to stop. */
typedef int32_t (*scanline_epoch_callback)(const scanline_epoch *epoch, void *user_data);

/** Handed the flat gradient (mean over this worker's batch) before every update, to be replaced by the mean over
 *  all workers. Return non-zero to stop the run. */
typedef int32_t (*scanline_all_reduce_callback)(float *gradients, size_t count, void *user_data);

typedef int32_t scanline_stop_reason;
#define SCANLINE_STOP_FINISHED 0 /**< all epochs done */
#define SCANLINE_STOP_EARLY 1    /**< early stopping */

typedef struct scanline_train_result {
  uint32_t struct_size;       /**< sizeof(scanline_train_result), set by scanline_train_result_init() */
  uint32_t epochs_run;        /**< in all, those before a resume included */
  uint32_t best_epoch;        /**< from 1 */
  scanline_stop_reason stop_reason;
  double best_value;          /**< of the monitored figure */
  double training_loss;       /**< of the last epoch */
  double training_accuracy;
  double validation_loss;     /**< of the epoch whose weights were kept; NaN without a validation part */
  double validation_accuracy;
  double seconds;
  double temperature;         /**< what the logits are divided by; 1: not calibrated */
  double calibrated_loss;     /**< validation_loss with it, of the weights that were kept; NaN: not calibrated */
  double calibration_error;   /**< expected calibration error (15 bins) with it; NaN: not calibrated */
  double uncalibrated_error;  /**< the same at a temperature of 1 */
} scanline_train_result;

typedef struct scanline_evaluation {
  uint32_t struct_size;     /**< sizeof(scanline_evaluation), set by scanline_evaluation_init() */
  uint32_t label_count;
  uint64_t sample_count;
  double loss;              /**< mean cross-entropy, nats */
  double accuracy;          /**< 0 to 1 */
  double temperature;       /**< the model's; 1: not calibrated */
  double calibration_error; /**< expected calibration error (15 bins) of the model's answers */
  double uncalibrated_loss; /**< loss at a temperature of 1 */
  double uncalibrated_error;/**< calibration error at a temperature of 1 */
  uint64_t unknown_count;   /**< pictures answered with "unknown" */
} scanline_evaluation;

/** Which answers of an evaluation are listed, and in which order. */
typedef int32_t scanline_answer_order;
#define SCANLINE_ANSWERS_BY_SAMPLE 0 /**< all, in the data's order */
#define SCANLINE_ANSWERS_WORST 1     /**< the wrong ones, the largest loss first */

/** What a model says of one labelled picture. Comes in arrays and stays as it is. */
typedef struct scanline_sample_answer {
  uint64_t sample;          /**< for scanline_dataset_get_sample(), which gives the path */
  uint32_t truth;           /**< index of the true label among the model's */
  uint32_t label;           /**< index of the likeliest label */
  float probability;        /**< of the likeliest label */
  float truth_probability;  /**< of the true label */
  float uncalibrated_probability; /**< of the likeliest label, at a temperature of 1 */
  float unknown_score;      /**< as in scanline_answer */
  double loss;              /**< cross-entropy, nats */
  int32_t is_unknown;       /**< as in scanline_answer */
  uint32_t reserved;        /**< 0 */
} scanline_sample_answer;

/** One class of an evaluation. A figure whose denominator is 0 is 0. */
typedef struct scanline_class_figures {
  double precision;
  double recall;
  double f1;
  uint64_t support;         /**< samples of this class */
} scanline_class_figures;

/* ---- Cross-validation ----------------------------------------------------------------------- */

/** How one fold of a cross-validation went. */
typedef struct scanline_fold {
  uint32_t struct_size;
  uint32_t fold;             /**< from 1 */
  uint32_t epochs_run;
  uint32_t best_epoch;       /**< from 1 */
  uint64_t training_count;
  uint64_t validation_count; /**< pictures of the fold that were measured */
  double loss;               /**< mean cross-entropy of the fold's pictures, nats */
  double accuracy;           /**< 0 to 1 */
  double seconds;
} scanline_fold;

/** Called after every fold. Return non-zero to stop. */
typedef int32_t (*scanline_fold_callback)(const scanline_fold *fold, void *user_data);

/** Means and standard deviations over the folds (of a sample: divided by one less than their number). */
typedef struct scanline_cross_validation {
  uint32_t struct_size;      /**< sizeof(scanline_cross_validation), set by scanline_cross_validation_init() */
  uint32_t folds;
  uint64_t sample_count;     /**< pictures measured, each by the model that had not seen it */
  double mean_accuracy;
  double accuracy_deviation;
  double mean_loss;          /**< nats */
  double loss_deviation;
} scanline_cross_validation;

/* ---- Tuning --------------------------------------------------------------------------------- */

typedef int32_t scanline_strategy;
#define SCANLINE_STRATEGY_RANDOM 0
#define SCANLINE_STRATEGY_HYPERBAND 1
#define SCANLINE_STRATEGY_GRID 2
#define SCANLINE_STRATEGY_BAYESIAN 3
#define SCANLINE_STRATEGY_TPE 4
#define SCANLINE_STRATEGY_ASHA 5
#define SCANLINE_STRATEGY_BOHB 6

/** What SCANLINE_STRATEGY_BAYESIAN goes by. */
typedef int32_t scanline_acquisition;
#define SCANLINE_ACQUISITION_EXPECTED_IMPROVEMENT 0
#define SCANLINE_ACQUISITION_LOWER_CONFIDENCE_BOUND 1

/** How the values of a range are spread. */
typedef int32_t scanline_scale;
#define SCANLINE_SCALE_LINEAR 0
#define SCANLINE_SCALE_LOG 1         /**< equal ratios are equally likely: dense at the low end */
#define SCANLINE_SCALE_REVERSE_LOG 2 /**< the same turned round: dense at the high end */

typedef int32_t scanline_value_type;
#define SCANLINE_VALUE_NUMBER 0
#define SCANLINE_VALUE_TEXT 1
#define SCANLINE_VALUE_BOOLEAN 2

/** A value of a hyperparameter, borrowed for the call: {.number = 32}, {SCANLINE_VALUE_TEXT, .text = "lstm"}. */
typedef struct scanline_value {
  scanline_value_type type; /**< SCANLINE_VALUE_*: which of the others counts */
  int32_t boolean;          /**< 0 or 1 */
  double number;            /**< finite; a whole number is one */
  const char *text;         /**< UTF-8 */
} scanline_value;

typedef struct scanline_tuner_options {
  uint32_t struct_size;      /**< sizeof(scanline_tuner_options), set by scanline_tuner_options_init() */
  scanline_strategy strategy;/**< default SCANLINE_STRATEGY_HYPERBAND */
  uint64_t seed;             /**< 0 is a seed like any other */
  uint32_t max_trials;       /**< trials at most, failed and continuing ones included; 0 (default): no limit, where the
                                  strategy (HYPERBAND, BOHB, GRID) or max_seconds or max_total_epochs is one */
  uint32_t max_epochs;       /**< a trial's epochs at most (R); default 60; 1 to 100 000 */
  uint32_t factor;           /**< HYPERBAND, ASHA, BOHB: about one trial in factor goes on; default 3; 2 to 1000 */
  int32_t minimize;          /**< 0 (default): larger values are better */
  uint32_t max_consecutive_failures; /**< so many failed trials in a row end the search; default 3; at least 1 */
  uint32_t reserved;         /**< 0 */
  const char *journal_path;  /**< NULL: kept in memory only; an existing journal is continued, whoever else uses it; copied */
  const char *objectives;    /**< "maximize:validation_accuracy,minimize:latency_ms": what trials are judged by, the first one
                                  above all; NULL (default): one figure, see minimize; copied */
  double target;             /**< a value of the first objective that ends the search; NaN (default): none */
  double max_seconds;        /**< wall time from scanline_tuner_run() (else from the tuner's making); running trials end with
                                  what they have then; 0 (default): no limit */
  double lease_seconds;      /**< a running trial without an event for so long is handed out again, whoever has it; 0
                                  (default): only when its process on this machine has ended */
  uint32_t max_total_epochs; /**< of all trials together; 0 (default): no limit */
  uint32_t parallel_trials;  /**< that scanline_tuner_run() trains at once, dividing the threads among them; default 1 */
  int32_t retrain;           /**< 1: scanline_tuner_run() trains the winner anew on training and validation part together;
                                  default 0 */
  uint32_t startup_trials;   /**< BAYESIAN, TPE, BOHB: trials before it learns; 0 (default): its own choice */
  double confidence;         /**< BAYESIAN with LOWER_CONFIDENCE_BOUND: standard deviations below the mean; default 2 */
  scanline_acquisition acquisition; /**< BAYESIAN; default SCANLINE_ACQUISITION_EXPECTED_IMPROVEMENT */
  int32_t prune;             /**< 1: scanline_tuner_report() stops trials that are worse than the median of the others; not with
                                  HYPERBAND, ASHA and BOHB; default 0 */
  uint32_t prune_after_trials; /**< others that must have come as far; default 5 */
  uint32_t prune_after_epochs; /**< epochs that every trial has; default 1 */
  uint32_t executions;       /**< times that scanline_tuner_run() trains a trial, each with a seed of its own; its values are the
                                  means; default 1, at most 100 */
  uint32_t best_models;      /**< models of the best points that scanline_tuner_run() keeps, for
                                  scanline_tuner_get_ranked_model(); default 1, at most 100 */
} scanline_tuner_options;

typedef int32_t scanline_trial_state;
#define SCANLINE_TRIAL_RUNNING 0   /**< ask: run this trial */
#define SCANLINE_TRIAL_COMPLETED 1
#define SCANLINE_TRIAL_FAILED 2
#define SCANLINE_TRIAL_WAIT 3      /**< ask: nothing to do until a running trial is told */
#define SCANLINE_TRIAL_FINISHED 4  /**< ask: the search has ended */

typedef struct scanline_trial {
  uint32_t struct_size;      /**< sizeof(scanline_trial), set by scanline_trial_init() */
  scanline_trial_state state;/**< SCANLINE_TRIAL_* */
  uint64_t id;               /**< from 0 */
  int64_t continues;         /**< id of the trial whose checkpoint this one goes on from; -1: a fresh start */
  uint32_t first_epoch;      /**< the last epoch that the trial has run which it continues, its end_epoch; 0: none */
  uint32_t last_epoch;       /**< run up to this epoch, counted from 1 */
  double value;              /**< of the first objective; NaN until told */
  uint32_t end_epoch;        /**< the last epoch that it has run, below last_epoch where it was stopped or ended by itself;
                                  of a running trial so far; first_epoch: none */
  uint32_t value_count;      /**< of values: that of the objectives; 0 until told, and of a failed trial */
  double values[8];          /**< of the objectives, in their order; NaN beyond value_count */
} scanline_trial;

/** Called on the calling thread after every epoch of every trial and when a trial ends (epoch is NULL then).
 *  hyperparameters is a JSON object. Return non-zero to stop the search; its journal can be continued. */
typedef int32_t (*scanline_trial_callback)(const scanline_trial *trial, const char *hyperparameters,
                                           const scanline_epoch *epoch, void *user_data);

/* ---- Log ------------------------------------------------------------------------------------ */

typedef int32_t scanline_log_level;
#define SCANLINE_LOG_WARNING 0
#define SCANLINE_LOG_INFO 1

/** May be called from any thread that is inside a Scanline call. */
typedef void (*scanline_log_callback)(scanline_log_level level, const char *message, void *user_data);

#ifdef __cplusplus
}
#endif

#endif /* SCANLINE_TYPES_H */
