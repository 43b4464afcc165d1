/* Provisional hand-written prototypes; the generator replaces this file. */
#ifndef SCANLINE_H
#define SCANLINE_H
#include "scanline_types.h"
#ifdef __cplusplus
extern "C" {
#endif
/* library */
const char *scanline_version(void);
scanline_status scanline_build_info(char *json, size_t capacity, size_t *needed);
const char *scanline_status_name(scanline_status status);
const char *scanline_verdict_name(scanline_verdict verdict);
const char *scanline_reason_name(scanline_reason reason);
const char *scanline_last_error_message(void);
scanline_status scanline_log_set_callback(scanline_log_callback callback, void *user_data);
/* struct initialisers: fill defaults, set struct_size */
void scanline_pixels_init(scanline_pixels *pixels);
void scanline_limits_init(scanline_limits *limits);
void scanline_image_report_init(scanline_image_report *report);
void scanline_scan_options_init(scanline_scan_options *options);
void scanline_scan_summary_init(scanline_scan_summary *summary);
void scanline_model_info_init(scanline_model_info *info);
void scanline_dataset_options_init(scanline_dataset_options *options);
void scanline_dataset_info_init(scanline_dataset_info *info);
void scanline_augmentation_init(scanline_augmentation *augmentation);
void scanline_train_options_init(scanline_train_options *options);
void scanline_train_result_init(scanline_train_result *result);
void scanline_evaluation_init(scanline_evaluation *evaluation);
void scanline_tuner_options_init(scanline_tuner_options *options);
void scanline_trial_init(scanline_trial *trial);
/* images; limits NULL: defaults; name NULL: "image" in messages */
scanline_status scanline_image_validate(const void *data, size_t size, const char *name, const scanline_limits *limits, scanline_image_report *report);
scanline_status scanline_image_validate_file(const char *path, const scanline_limits *limits, scanline_image_report *report);
scanline_status scanline_folder_validate(const char *path, const scanline_scan_options *options, scanline_scan_callback callback, void *user_data, scanline_scan_summary *summary);
/* decode to RGB or GRAY... in caller's buffer, rows without padding; pixels NULL: asks width, height, needed. EXIF orientation applied. */
scanline_status scanline_image_decode(const void *data, size_t size, const char *name, const scanline_limits *limits, scanline_pixel_format format, uint8_t *pixels, size_t capacity, uint32_t *width, uint32_t *height, size_t *needed);
scanline_status scanline_image_encode_jpeg(const scanline_pixels *pixels, int32_t quality, uint8_t *jpeg, size_t capacity, size_t *needed);
/* what training sees of one picture: RGB bytes (GRAY for 1-channel models) of the model's input size */
scanline_status scanline_model_augment(scanline_model *model, const void *data, size_t size, const char *name, const scanline_augmentation *augmentation, uint64_t seed, uint32_t epoch, uint64_t sample, uint8_t *pixels, size_t capacity, size_t *needed);
/* models; spec_json NULL: the default preset "rows" */
scanline_status scanline_model_create(const char *spec_json, const char *const *labels, size_t label_count, uint64_t seed, scanline_model **model);
scanline_status scanline_model_load(const char *path, scanline_model **model);
scanline_status scanline_model_load_memory(const void *data, size_t size, scanline_model **model);
scanline_status scanline_model_save(scanline_model *model, const char *path);
scanline_status scanline_model_save_memory(scanline_model *model, void *buffer, size_t capacity, size_t *needed);
scanline_status scanline_model_get_info(scanline_model *model, scanline_model_info *info);
scanline_status scanline_model_get_label(scanline_model *model, size_t index, const char **label); /* borrowed, lives as long as the model */
scanline_status scanline_model_get_spec(scanline_model *model, char *json, size_t capacity, size_t *needed);
scanline_status scanline_model_get_summary(scanline_model *model, char *json, size_t capacity, size_t *needed); /* training summary, "{}" if untrained */
void scanline_model_free(scanline_model *model);
/* classify: probabilities [label_count] */
scanline_status scanline_model_classify(scanline_model *model, const void *data, size_t size, const char *name, float *probabilities, size_t capacity);
scanline_status scanline_model_classify_file(scanline_model *model, const char *path, float *probabilities, size_t capacity);
scanline_status scanline_model_classify_pixels(scanline_model *model, const scanline_pixels *pixels, float *probabilities, size_t capacity);
/* probabilities [count, label_count]; statuses [count]: OK or why this one failed (its row is NaN); returns OK even if some failed */
scanline_status scanline_model_classify_batch(scanline_model *model, const scanline_encoded *images, size_t count, uint32_t threads, float *probabilities, size_t capacity, scanline_status *statuses);
/* datasets */
scanline_status scanline_dataset_open_folder(const char *path, const scanline_dataset_options *options, scanline_count_callback callback, void *user_data, scanline_dataset **dataset);
scanline_status scanline_dataset_open_csv(const char *path, const scanline_dataset_options *options, scanline_count_callback callback, void *user_data, scanline_dataset **dataset);
scanline_status scanline_dataset_get_info(scanline_dataset *dataset, scanline_dataset_info *info);
scanline_status scanline_dataset_get_label(scanline_dataset *dataset, size_t index, const char **label);
/* good samples [training_count + validation_count], in dataset order */
scanline_status scanline_dataset_get_sample(scanline_dataset *dataset, uint64_t index, const char **path, int32_t *label, scanline_split *split);
scanline_status scanline_dataset_get_damaged(scanline_dataset *dataset, uint64_t index, const char **path, int32_t *label, scanline_image_report *report);
void scanline_dataset_free(scanline_dataset *dataset);
/* training */
scanline_status scanline_trainer_create(scanline_model *model, const scanline_train_options *options, scanline_trainer **trainer); /* options NULL: defaults. Works on a copy of the weights; the model gets them at the end of fit or by trainer_publish */
scanline_status scanline_trainer_set_all_reduce(scanline_trainer *trainer, scanline_all_reduce_callback callback, void *user_data, uint32_t worker, uint32_t worker_count);
scanline_status scanline_trainer_fit(scanline_trainer *trainer, scanline_dataset *dataset, scanline_batch_callback on_batch, scanline_epoch_callback on_epoch, void *user_data, scanline_train_result *result);
scanline_status scanline_trainer_step(scanline_trainer *trainer, const scanline_encoded *images, const int32_t *labels, size_t count, double *loss);
scanline_status scanline_trainer_step_pixels(scanline_trainer *trainer, const scanline_pixels *images, const int32_t *labels, size_t count, double *loss);
scanline_status scanline_trainer_publish(scanline_trainer *trainer);
scanline_status scanline_trainer_get_model(scanline_trainer *trainer, scanline_model **model); /* a new handle on the trainer's model */
scanline_status scanline_trainer_save_checkpoint(scanline_trainer *trainer, const char *path);
scanline_status scanline_trainer_load_checkpoint(const char *path, uint32_t threads, scanline_trainer **trainer); /* fit then goes on where it stopped */
scanline_status scanline_trainer_get_history(scanline_trainer *trainer, char *json, size_t capacity, size_t *needed);
scanline_status scanline_trainer_cancel(scanline_trainer *trainer);
void scanline_trainer_free(scanline_trainer *trainer);
/* classes [label_count] and confusion [label_count, label_count] (row truth, column prediction) may be NULL */
scanline_status scanline_model_evaluate(scanline_model *model, scanline_dataset *dataset, scanline_split split, uint32_t threads, scanline_evaluation *evaluation, scanline_class_figures *classes, size_t class_capacity, uint64_t *confusion, size_t confusion_capacity);
/* tuning */
scanline_status scanline_tuner_create(const char *space_json, const scanline_tuner_options *options, scanline_tuner **tuner);
/* spec_json: base network (NULL: default); train: base options (NULL: defaults); best: trained winner, may be NULL */
scanline_status scanline_tuner_run(scanline_tuner *tuner, scanline_dataset *dataset, const char *spec_json, const scanline_train_options *train, scanline_trial_callback callback, void *user_data, scanline_model **best);
scanline_status scanline_tuner_ask(scanline_tuner *tuner, scanline_trial *trial, char *hyperparameters, size_t capacity, size_t *needed);
scanline_status scanline_tuner_report(scanline_tuner *tuner, uint64_t trial_id, uint32_t epoch, double value, int32_t *stop);
scanline_status scanline_tuner_tell(scanline_tuner *tuner, uint64_t trial_id, scanline_trial_state state, double value, const char *message);
scanline_status scanline_tuner_get_best(scanline_tuner *tuner, scanline_trial *trial, char *hyperparameters, size_t capacity, size_t *needed);
scanline_status scanline_tuner_get_summary(scanline_tuner *tuner, char *json, size_t capacity, size_t *needed);
scanline_status scanline_tuner_cancel(scanline_tuner *tuner);
void scanline_tuner_free(scanline_tuner *tuner);
#ifdef __cplusplus
}
#endif
#endif
