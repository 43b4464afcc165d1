/* NULL everywhere, and values out of their range: a refusal with a message, outputs untouched. */
#include "check.h"
#include "fixtures.h"

#include <stdint.h>

static void library_without_arguments(void) {
  size_t needed;
  CHECK(strcmp(scanline_version(), SCANLINE_VERSION_STRING) == 0);
  CHECK(scanline_last_error_message() != NULL);
  for (int32_t code = -40; code < 40; code++) {
    CHECK(scanline_status_name(code) != NULL && scanline_status_name(code)[0] != 0);
    CHECK(scanline_verdict_name(code) != NULL && scanline_verdict_name(code)[0] != 0);
    CHECK(scanline_reason_name(code) != NULL && scanline_reason_name(code)[0] != 0);
  }
  CHECK(scanline_status_name(INT32_MIN) != NULL);
  CHECK(strcmp(scanline_status_name(SCANLINE_IO), "SCANLINE_IO") == 0);
  REFUSES(scanline_build_info(NULL, 0, NULL));
  OK(scanline_build_info(NULL, 0, &needed));
  OK(scanline_log_set_callback(NULL, NULL));
}

static void initialisers_of_null(void) {
  scanline_pixels_init(NULL);
  scanline_limits_init(NULL);
  scanline_image_report_init(NULL);
  scanline_scan_options_init(NULL);
  scanline_scan_summary_init(NULL);
  scanline_model_info_init(NULL);
  scanline_dataset_options_init(NULL);
  scanline_dataset_info_init(NULL);
  scanline_augmentation_init(NULL);
  scanline_train_options_init(NULL);
  scanline_train_result_init(NULL);
  scanline_evaluation_init(NULL);
  scanline_tuner_options_init(NULL);
  scanline_trial_init(NULL);
  (scanline_pixels_init)(NULL);
  scanline_model_free(NULL);
  scanline_dataset_free(NULL);
  scanline_trainer_free(NULL);
  scanline_tuner_free(NULL);
}

static void images(void) {
  bytes picture = fixture_picture(0, 0);
  scanline_image_report report, marked;
  scanline_scan_summary summary;
  scanline_pixels pixels;
  uint8_t buffer[PICTURE_SIDE * PICTURE_SIDE * 4];
  uint32_t width, height;
  size_t needed;

  REFUSES(scanline_image_validate(NULL, 0, NULL, NULL, NULL));
  REFUSES(scanline_image_validate(picture.data, picture.size, NULL, NULL, NULL));
  scanline_image_report_init(&report);
  marked = report;
  REFUSES(scanline_image_validate(NULL, 5, NULL, NULL, &report));
  REFUSES(scanline_image_validate(picture.data, SIZE_MAX, NULL, NULL, &report));
  CHECK(memcmp(&report, &marked, sizeof report) == 0);
  OK(scanline_image_validate(NULL, 0, NULL, NULL, &report));
  CHECK(report.verdict == SCANLINE_VERDICT_CORRUPT && report.reason == SCANLINE_REASON_EMPTY);

  REFUSES(scanline_image_validate_file(NULL, NULL, NULL));
  REFUSES(scanline_image_validate_file(NULL, NULL, &report));
  /* A path is bytes, which need not be UTF-8. */
  OK(scanline_image_validate_file("\xff\xfe.jpg", NULL, &report));
  CHECK(report.reason == SCANLINE_REASON_UNREADABLE);
  OK(scanline_image_validate_file(fixture_path("missing.jpg"), NULL, &report));
  CHECK(report.reason == SCANLINE_REASON_UNREADABLE);

  REFUSES(scanline_folder_validate(NULL, NULL, NULL, NULL, NULL));
  scanline_scan_summary_init(&summary);
  CHECK_STATUS(SCANLINE_IO,
               scanline_folder_validate(fixture_path("none"), NULL, NULL, NULL, &summary));
  CHECK(summary.files == 0);

  MARK(buffer);
  MARK(width);
  MARK(height);
  REFUSES(scanline_image_decode(NULL, 9, NULL, NULL, SCANLINE_PIXELS_RGB, buffer, sizeof buffer,
                                &width, &height, &needed));
  REFUSES(scanline_image_decode(picture.data, picture.size, NULL, NULL, 5, buffer, sizeof buffer,
                                &width, &height, NULL));
  REFUSES(scanline_image_decode(picture.data, picture.size, NULL, NULL, -1, buffer, sizeof buffer,
                                &width, &height, NULL));
  CHECK_STATUS(SCANLINE_CORRUPT_IMAGE, scanline_image_decode(picture.data, picture.size / 2, NULL,
                                                             NULL, SCANLINE_PIXELS_RGB, buffer,
                                                             sizeof buffer, &width, &height, NULL));
  CHECK_MARK(buffer);
  CHECK_MARK(width);
  CHECK_MARK(height);

  REFUSES(scanline_image_encode_jpeg(NULL, 90, buffer, sizeof buffer, &needed));
  scanline_pixels_init(&pixels);
  REFUSES(scanline_image_encode_jpeg(&pixels, 90, buffer, sizeof buffer, &needed));
  pixels.data = picture.data;
  pixels.width = pixels.height = 4;
  REFUSES(scanline_image_encode_jpeg(&pixels, 0, buffer, sizeof buffer, &needed));
  REFUSES(scanline_image_encode_jpeg(&pixels, 101, buffer, sizeof buffer, &needed));
  pixels.stride = 11;
  REFUSES(scanline_image_encode_jpeg(&pixels, 90, buffer, sizeof buffer, &needed));
  pixels.stride = SIZE_MAX;
  REFUSES(scanline_image_encode_jpeg(&pixels, 90, buffer, sizeof buffer, &needed));
  pixels.stride = 0;
  pixels.format = 9;
  REFUSES(scanline_image_encode_jpeg(&pixels, 90, buffer, sizeof buffer, &needed));
  pixels.format = SCANLINE_PIXELS_RGB;
  pixels.width = 0;
  REFUSES(scanline_image_encode_jpeg(&pixels, 90, buffer, sizeof buffer, &needed));
  pixels.width = UINT32_MAX;
  pixels.height = UINT32_MAX;
  CHECK(scanline_image_encode_jpeg(&pixels, 90, buffer, sizeof buffer, &needed) != SCANLINE_OK);
  CHECK_MARK(buffer);
  bytes_free(&picture);
}

static void recipes(void) {
  scanline_train_options options, untouched;
  scanline_augmentation augmentation;
  scanline_train_options_init(&options);
  scanline_augmentation_init(&augmentation);
  untouched = options;
  REFUSES(scanline_train_options_recipe("cake", &options, &augmentation));
  REFUSES(scanline_train_options_recipe(NULL, &options, &augmentation));
  REFUSES(scanline_train_options_recipe("photos", NULL, &augmentation));
  REFUSES(scanline_train_options_recipe("photos", &options, NULL));
  CHECK(memcmp(&options, &untouched, sizeof options) == 0);
  OK(scanline_train_options_recipe("photos", &options, &augmentation));
  CHECK(options.struct_size == sizeof options && options.optimizer == SCANLINE_OPTIMIZER_ADAMW);
  CHECK(options.augmentation == &augmentation && augmentation.horizontal_flip == 0.5f);
}

static void model_creation(void) {
  static const char *const specs[] = {
      "",
      "{",
      "[]",
      "{\"unknown\": 1}",
      "{\"input\": {\"width\": 0}}",
      "{\"input\": {\"width\": -1}}",
      "{\"input\": {\"width\": 1e9, \"height\": 1e9}}",
      "{\"input\": {\"channels\": 2}}",
      "{\"input\": {\"fit\": \"squash\"}}",
      "{\"network\": {\"layers\": []}}",
      "{\"network\": {\"layers\": [{\"type\": \"rows\"}, {\"type\": \"lstm\", \"units\": 0}]}}",
      "{\"network\": {\"layers\": [{\"type\": \"rows\"}, {\"type\": \"lstm\", \"units\": 1e300}]}}",
      "{\"network\": {\"layers\": [{\"type\": \"rows\"}, {\"type\": \"none\"}]}}",
      "\xff",
  };
  const char *const twice[] = {"cat", "cat"};
  const char *const hole[] = {"cat", NULL};
  scanline_model *model;
  MARK(model);
  REFUSES(scanline_model_create(NULL, NULL, 0, 0, NULL));
  REFUSES(scanline_model_create(NULL, fixture_labels, LABEL_COUNT, 0, NULL));
  REFUSES(scanline_model_create(NULL, NULL, 2, 0, &model));
  REFUSES(scanline_model_create(NULL, fixture_labels, 0, 0, &model));
  REFUSES(scanline_model_create(NULL, fixture_labels, 1, 0, &model));
  REFUSES(scanline_model_create(NULL, fixture_labels, SIZE_MAX, 0, &model));
  REFUSES(scanline_model_create(NULL, twice, 2, 0, &model));
  REFUSES(scanline_model_create(NULL, hole, 2, 0, &model));
  for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
    scanline_status status =
        scanline_model_create(specs[i], fixture_labels, LABEL_COUNT, 0, &model);
    if (status != SCANLINE_NO_MEMORY) REFUSES(status);
  }
  CHECK_STATUS(SCANLINE_IO, scanline_model_load(fixture_path("missing"), &model));
  REFUSES(scanline_model_load(NULL, &model));
  REFUSES(scanline_model_load(fixture_path("missing"), NULL));
  REFUSES(scanline_model_load_memory(NULL, 10, &model));
  CHECK_STATUS(SCANLINE_CORRUPT_MODEL, scanline_model_load_memory("", 0, &model));
  CHECK_MARK(model);
}

static void models(void) {
  scanline_model *model = fixture_model();
  bytes picture = fixture_picture(0, 0);
  scanline_pixels pixels;
  scanline_encoded image = {picture.data, picture.size, NULL};
  scanline_augmentation augmentation;
  uint8_t preview[16 * 16 * 3];
  float probabilities[LABEL_COUNT];
  const char *label;
  size_t needed;
  REQUIRE(model != NULL && picture.data != NULL);
  MARK(probabilities);
  MARK(label);
  MARK(preview);

  REFUSES(scanline_model_save(model, NULL));
  REFUSES(scanline_model_save_memory(model, NULL, 0, NULL));
  REFUSES(scanline_model_get_info(model, NULL));
  REFUSES(scanline_model_get_label(model, 0, NULL));
  REFUSES(scanline_model_get_label(model, LABEL_COUNT, &label));
  REFUSES(scanline_model_get_label(model, SIZE_MAX, &label));
  REFUSES(scanline_model_get_spec(model, NULL, 0, NULL));
  REFUSES(scanline_model_get_summary(model, NULL, 0, NULL));

  REFUSES(scanline_model_classify(model, NULL, 10, NULL, probabilities, LABEL_COUNT));
  REFUSES(scanline_model_classify(model, picture.data, picture.size, NULL, NULL, LABEL_COUNT));
  REFUSES(scanline_model_classify(model, picture.data, SIZE_MAX, NULL, probabilities, LABEL_COUNT));
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_model_classify(model, picture.data, picture.size, NULL, probabilities, 1));
  CHECK_STATUS(SCANLINE_CORRUPT_IMAGE, scanline_model_classify(model, picture.data, 100, "cut.jpg",
                                                               probabilities, LABEL_COUNT));
  CHECK(strstr(scanline_last_error_message(), "cut.jpg") != NULL);
  CHECK(scanline_model_classify(model, "GIF89a..", 8, NULL, probabilities, LABEL_COUNT) < 0);
  REFUSES(scanline_model_classify_file(model, NULL, probabilities, LABEL_COUNT));
  CHECK_STATUS(SCANLINE_IO, scanline_model_classify_file(model, fixture_path("missing.jpg"),
                                                         probabilities, LABEL_COUNT));
  CHECK(strstr(scanline_last_error_message(), "missing.jpg") != NULL);
  REFUSES(scanline_model_classify_pixels(model, NULL, probabilities, LABEL_COUNT));
  scanline_pixels_init(&pixels);
  REFUSES(scanline_model_classify_pixels(model, &pixels, probabilities, LABEL_COUNT));
  REFUSES(scanline_model_classify_batch(model, NULL, 1, 1, probabilities, LABEL_COUNT, NULL));
  REFUSES(scanline_model_classify_batch(model, &image, 1, 1, NULL, LABEL_COUNT, NULL));
  REFUSES(
      scanline_model_classify_batch(model, &image, SIZE_MAX, 1, probabilities, LABEL_COUNT, NULL));
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_model_classify_batch(model, &image, 1, 1, probabilities, 1, NULL));
  OK(scanline_model_classify_batch(model, NULL, 0, 1, NULL, 0, NULL));

  scanline_augmentation_init(&augmentation);
  augmentation.rotation = 2;
  REFUSES(scanline_model_augment(model, picture.data, picture.size, NULL, &augmentation, 1, 1, 1,
                                 preview, sizeof preview, &needed));
  augmentation.rotation = 0;
  augmentation.zoom = 1;
  REFUSES(scanline_model_augment(model, picture.data, picture.size, NULL, &augmentation, 1, 1, 1,
                                 preview, sizeof preview, &needed));
  REFUSES(scanline_model_augment(model, NULL, 1, NULL, NULL, 1, 1, 1, preview, sizeof preview,
                                 &needed));
  CHECK_MARK(probabilities);
  CHECK_MARK(label);
  CHECK_MARK(preview);
  bytes_free(&picture);
  scanline_model_free(model);
}

void test_arguments(void) {
  library_without_arguments();
  initialisers_of_null();
  images();
  recipes();
  model_creation();
  models();
}
