/* struct_size: too small, larger than ours, absurd; as for hosts compiled with another version. */
#include "check.h"
#include "fixtures.h"

#include <stdint.h>

/* A host's struct of a later version: ours with members behind it. */
#define LATER(type)      \
  struct {               \
    type known;          \
    uint64_t unknown[4]; \
  }

/* `call` reads `options`: absurd sizes are refused, later versions understood while they set
 * nothing new. */
#define CHECK_INPUT(type, call)                    \
  do {                                             \
    LATER(type) later;                             \
    type *options = &later.known;                  \
    memset(&later, 0, sizeof later);               \
    type##_init(options);                          \
    OK(call);                                      \
    CHECK(options->struct_size == sizeof(type));   \
    options->struct_size = sizeof later;           \
    OK(call);                                      \
    later.unknown[3] = 1;                          \
    CHECK_STATUS(SCANLINE_VERSION_MISMATCH, call); \
    options->struct_size = 0;                      \
    REFUSES(call);                                 \
    options->struct_size = 4;                      \
    REFUSES(call);                                 \
    options->struct_size = sizeof(type) - 1;       \
    REFUSES(call);                                 \
    options->struct_size = UINT32_MAX;             \
    REFUSES(call);                                 \
  } while (0)

/* `call` fills `result`: absurd sizes are refused, what a later version adds is left alone. */
#define CHECK_OUTPUT(type, call)                \
  do {                                          \
    LATER(type) later;                          \
    type *result = &later.known;                \
    type##_init(result);                        \
    MARK(later.unknown);                        \
    result->struct_size = sizeof later;         \
    OK(call);                                   \
    CHECK(result->struct_size == sizeof later); \
    CHECK_MARK(later.unknown);                  \
    MARK(later);                                \
    result->struct_size = 0;                    \
    REFUSES(call);                              \
    result->struct_size = sizeof(type) - 1;     \
    REFUSES(call);                              \
    result->struct_size = UINT32_MAX;           \
    REFUSES(call);                              \
    result->struct_size = 0xA5A5A5A5u;          \
    CHECK_MARK(later);                          \
  } while (0)

static scanline_status open_dataset(const scanline_dataset_options *options) {
  scanline_dataset *dataset = NULL;
  scanline_status status =
      scanline_dataset_open_folder(fixture_folder(), options, NULL, NULL, &dataset);
  scanline_dataset_free(dataset);
  return status;
}

static scanline_status create_trainer(scanline_model *model,
                                      const scanline_train_options *options) {
  scanline_trainer *trainer = NULL;
  scanline_status status = scanline_trainer_create(model, options, &trainer);
  scanline_trainer_free(trainer);
  return status;
}

static scanline_status create_tuner(const scanline_tuner_options *options) {
  scanline_tuner *tuner = NULL;
  scanline_status status = scanline_tuner_create(fixture_space, options, &tuner);
  scanline_tuner_free(tuner);
  return status;
}

static scanline_status curate(const scanline_curation_options *options,
                              scanline_curation_result *result) {
  const char *paths[1] = {fixture_folder()};
  return scanline_curation_run(paths, 1, options, NULL, NULL, result);
}

static scanline_status encode(scanline_pixels *pixels) {
  static const uint8_t dots[12];
  size_t needed;
  pixels->data = dots;
  pixels->width = pixels->height = 2;
  return scanline_image_encode_jpeg(pixels, 90, NULL, 0, &needed);
}

static scanline_status ask(scanline_trial *trial) {
  scanline_tuner *tuner = NULL;
  char text[256];
  size_t needed;
  scanline_status status = scanline_tuner_create(fixture_space, NULL, &tuner);
  if (status == SCANLINE_OK) status = scanline_tuner_ask(tuner, trial, text, sizeof text, &needed);
  scanline_tuner_free(tuner);
  return status;
}

static scanline_status fit(scanline_model *model, scanline_dataset *dataset,
                           scanline_train_result *result) {
  scanline_train_options train = fixture_options();
  scanline_trainer *trainer = NULL;
  scanline_status status = scanline_trainer_create(model, &train, &trainer);
  if (status == SCANLINE_OK)
    status = scanline_trainer_fit(trainer, dataset, NULL, NULL, NULL, result);
  scanline_trainer_free(trainer);
  return status;
}

void test_structs(void) {
  scanline_model *model = fixture_model();
  scanline_dataset *dataset = fixture_dataset();
  bytes picture = fixture_picture(0, 0);
  scanline_image_report report;
  uint8_t preview[16 * 16 * 3];
  REQUIRE(model != NULL && dataset != NULL && picture.data != NULL);
  scanline_image_report_init(&report);

  CHECK_INPUT(scanline_pixels, encode(options));
  CHECK_INPUT(scanline_limits,
              scanline_image_validate(picture.data, picture.size, NULL, options, &report));
  CHECK_INPUT(scanline_scan_options,
              scanline_folder_validate(fixture_folder(), options, NULL, NULL, NULL));
  CHECK_INPUT(scanline_curation_options, curate(options, NULL));
  CHECK_INPUT(scanline_dataset_options, open_dataset(options));
  CHECK_INPUT(scanline_augmentation,
              scanline_model_augment(model, picture.data, picture.size, NULL, options, 1, 1, 1,
                                     preview, sizeof preview, NULL));
  CHECK_INPUT(scanline_train_options, create_trainer(model, options));
  CHECK_INPUT(scanline_tuner_options, create_tuner(options));

  CHECK_OUTPUT(scanline_image_report,
               scanline_image_validate(picture.data, picture.size, NULL, NULL, result));
  CHECK_OUTPUT(scanline_scan_summary,
               scanline_folder_validate(fixture_folder(), NULL, NULL, NULL, result));
  CHECK_OUTPUT(scanline_curation_result, curate(NULL, result));
  CHECK_OUTPUT(scanline_model_info, scanline_model_get_info(model, result));
  CHECK_OUTPUT(scanline_dataset_info, scanline_dataset_get_info(dataset, result));
  CHECK_INPUT(scanline_duplicate_options, scanline_folder_find_duplicates(
                                              fixture_folder(), options, NULL, NULL, NULL, NULL));
  CHECK_OUTPUT(scanline_duplicate_summary, scanline_folder_find_duplicates(fixture_folder(), NULL, NULL,
                                                                           NULL, NULL, result));
  CHECK_OUTPUT(scanline_policy_counts,
               scanline_dataset_get_policy_counts(dataset, SCANLINE_POLICY_STRICT, 0, result));
  CHECK_OUTPUT(scanline_evaluation, scanline_model_evaluate(model, dataset, SCANLINE_SPLIT_ALL, 1,
                                                            result, NULL, 0, NULL, 0));
  CHECK_OUTPUT(scanline_trial, ask(result));
  CHECK_OUTPUT(scanline_train_result, fit(model, dataset, result));

  bytes_free(&picture);
  scanline_dataset_free(dataset);
  scanline_model_free(model);
}
