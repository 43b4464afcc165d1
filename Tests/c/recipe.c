/* What keeps a network from overfitting, through the interface: averaged weights, mixed batches, mirror
 * images; and how well it does, by cross-validation. */
#include "check.h"
#include "fixtures.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 16, PIXELS = SIDE * SIDE * 3, BATCH = 8 };

static void bad_settings(scanline_model *model) {
  scanline_trainer *trainer;
  scanline_train_options options;
  scanline_augmentation augmentation;
  MARK(trainer);
#define WRONG(change)                                            \
  do {                                                           \
    options = fixture_options();                                 \
    scanline_augmentation_init(&augmentation);                   \
    options.augmentation = &augmentation;                        \
    change;                                                      \
    REFUSES(scanline_trainer_create(model, &options, &trainer)); \
  } while (0)
  WRONG(options.ema_decay = 1);
  WRONG(options.ema_decay = NAN);
  WRONG(options.mixup_probability = 1.5);
  WRONG((options.mixup_probability = 0.6, options.cutmix_probability = 0.6));
  WRONG(options.mixup_alpha = 0);
  WRONG(options.cutmix_alpha = INFINITY);
  WRONG(augmentation.border = 2);
  WRONG(augmentation.hue = 0.6f);
  WRONG(augmentation.crop_area_max = 5);
  WRONG((augmentation.crop_area_min = 0.5f, augmentation.crop_area_max = 0.4f));
  WRONG(augmentation.crop_aspect = 0.5f);
  WRONG(augmentation.erase_probability = 0.5f);
#undef WRONG
  CHECK_MARK(trainer);
}

/* A batch shows what is trained on; a buffer that is too small is left alone. */
static void previews(scanline_model *model, scanline_dataset *dataset) {
  static uint8_t pixels[BATCH * PIXELS];
  float targets[BATCH * LABEL_COUNT];
  size_t count = 0;
  int mixed = 0;
  scanline_trainer *trainer = NULL;
  scanline_train_options options = fixture_options();
  options.mixup_probability = 1;
  REQUIRE_OK(scanline_trainer_create(model, &options, &trainer));
  MARK(pixels);
  REFUSES(scanline_trainer_preview(NULL, dataset, 1, 0, &count, NULL, 0, NULL, 0));
  REFUSES(scanline_trainer_preview(trainer, NULL, 1, 0, &count, NULL, 0, NULL, 0));
  REFUSES(scanline_trainer_preview(trainer, dataset, 0, 0, &count, NULL, 0, NULL, 0));
  REFUSES(scanline_trainer_preview(trainer, dataset, 1, UINT64_MAX, &count, NULL, 0, NULL, 0));
  REFUSES(scanline_trainer_preview(trainer, dataset, 1, 0, NULL, pixels, sizeof pixels, NULL, 0));
  OK(scanline_trainer_preview(trainer, dataset, 1, 0, &count, NULL, 0, NULL, 0));
  CHECK(count == BATCH);
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_trainer_preview(trainer, dataset, 1, 0, &count, pixels, sizeof pixels - 1,
                                        targets, BATCH * LABEL_COUNT));
  CHECK_STATUS(
      SCANLINE_BUFFER_TOO_SMALL,
      scanline_trainer_preview(trainer, dataset, 1, 0, &count, pixels, sizeof pixels, targets, 1));
  CHECK_MARK(pixels);
  OK(scanline_trainer_preview(trainer, dataset, 1, 0, &count, pixels, sizeof pixels, targets,
                              BATCH * LABEL_COUNT));
  for (int i = 0; i < BATCH; i++) {
    CHECK(fabsf(targets[2 * i] + targets[2 * i + 1] - 1) < 1e-5f);
    mixed += targets[2 * i] > 0 && targets[2 * i] < 1;
  }
  CHECK(mixed > 0);
  scanline_trainer_free(trainer);
}

/* The average of the weights is another model than the weights, and a checkpoint keeps both. */
static void averages(scanline_dataset *dataset) {
  bytes files[2];
  for (int i = 0; i < 2; i++) {
    scanline_model *model = fixture_model();
    scanline_trainer *trainer = NULL;
    scanline_train_options options = fixture_options();
    options.ema_decay = i == 0 ? 0 : 0.5;
    OK(scanline_trainer_create(model, &options, &trainer));
    OK(scanline_trainer_fit(trainer, dataset, NULL, NULL, NULL, NULL));
    files[i] = bytes_of_model(model);
    if (i == 1) {
      scanline_trainer *resumed = NULL;
      bytes again;
      OK(scanline_trainer_save_checkpoint(trainer, fixture_path("average.ckpt")));
      REQUIRE_OK(scanline_trainer_load_checkpoint(fixture_path("average.ckpt"), 1, &resumed));
      scanline_model_free(model);
      OK(scanline_trainer_get_model(resumed, &model));
      OK(scanline_trainer_fit(resumed, dataset, NULL, NULL, NULL, NULL));
      again = bytes_of_model(model);
      CHECK(bytes_equal(bytes_behind_header(files[1]), bytes_behind_header(again)));
      bytes_free(&again);
      scanline_trainer_free(resumed);
    }
    scanline_trainer_free(trainer);
    scanline_model_free(model);
  }
  CHECK(!bytes_equal(bytes_behind_header(files[0]), bytes_behind_header(files[1])));
  bytes_free(&files[0]);
  bytes_free(&files[1]);
}

static void mirror_images(scanline_model *model) {
  bytes picture = fixture_picture(0, 3), file;
  float plain[LABEL_COUNT], both[LABEL_COUNT], loaded[LABEL_COUNT];
  scanline_model *copy = NULL;
  int32_t is_on = -1;
  OK(scanline_model_classify(model, picture.data, picture.size, NULL, plain, LABEL_COUNT));
  REFUSES(scanline_model_set_flip_average(NULL, 1));
  REFUSES(scanline_model_set_flip_average(model, 2));
  REFUSES(scanline_model_get_flip_average(NULL, &is_on));
  REFUSES(scanline_model_get_flip_average(model, NULL));
  CHECK(is_on == -1);
  OK(scanline_model_get_flip_average(model, &is_on));
  CHECK(is_on == 0);
  OK(scanline_model_set_flip_average(model, 1));
  OK(scanline_model_get_flip_average(model, &is_on));
  CHECK(is_on == 1);
  OK(scanline_model_classify(model, picture.data, picture.size, NULL, both, LABEL_COUNT));
  CHECK(memcmp(plain, both, sizeof plain) != 0);
  file = bytes_of_model(model);
  OK(scanline_model_load_memory(file.data, file.size, &copy));
  OK(scanline_model_classify(copy, picture.data, picture.size, NULL, loaded, LABEL_COUNT));
  CHECK(memcmp(loaded, both, sizeof both) == 0);
  OK(scanline_model_set_flip_average(model, 0));
  OK(scanline_model_classify(model, picture.data, picture.size, NULL, both, LABEL_COUNT));
  CHECK(memcmp(plain, both, sizeof plain) == 0);
  scanline_model_free(copy);
  bytes_free(&file);
  bytes_free(&picture);
}

static int32_t count_fold(const scanline_fold *fold, void *user_data) {
  unsigned *folds = user_data;
  CHECK(fold->struct_size >= sizeof *fold && fold->fold == ++*folds);
  CHECK(fold->training_count + fold->validation_count == LABEL_COUNT * PICTURES_A_CLASS);
  return 0;
}

static int32_t stop_fold(const scanline_fold *fold, void *user_data) {
  (void)fold;
  (void)user_data;
  return 1;
}

static void cross_validation(scanline_model *model, scanline_dataset *dataset) {
  enum { SAMPLES = LABEL_COUNT * PICTURES_A_CLASS };
  scanline_train_options options = fixture_options();
  scanline_cross_validation result;
  uint32_t fold_of_sample[SAMPLES];
  float probabilities[SAMPLES * LABEL_COUNT];
  unsigned folds = 0;
  scanline_cross_validation_init(&result);
  MARK(fold_of_sample);
  MARK(probabilities);
#define RUN(count, on_fold, user_data, samples, values)                                    \
  scanline_cross_validate(model, dataset, &options, count, NULL, NULL, on_fold, user_data, \
                          &result, fold_of_sample, samples, probabilities, values)
  REFUSES(RUN(1, NULL, NULL, SAMPLES, SAMPLES * LABEL_COUNT));
  REFUSES(RUN(PICTURES_A_CLASS + 1, NULL, NULL, SAMPLES, SAMPLES * LABEL_COUNT));
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL, RUN(2, NULL, NULL, SAMPLES - 1, SAMPLES * LABEL_COUNT));
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL, RUN(2, NULL, NULL, SAMPLES, SAMPLES * LABEL_COUNT - 1));
  CHECK_STATUS(SCANLINE_CANCELLED, RUN(2, stop_fold, NULL, SAMPLES, SAMPLES * LABEL_COUNT));
  CHECK_MARK(fold_of_sample);
  CHECK_MARK(probabilities);
  OK(RUN(2, count_fold, &folds, SAMPLES, SAMPLES * LABEL_COUNT));
#undef RUN
  CHECK(folds == 2 && result.folds == 2 && result.sample_count == SAMPLES);
  CHECK(result.mean_accuracy >= 0 && result.mean_accuracy <= 1 && result.mean_loss > 0);
  for (int i = 0; i < SAMPLES; i++) {
    CHECK(fold_of_sample[i] == 1 || fold_of_sample[i] == 2);
    CHECK(fabsf(probabilities[2 * i] + probabilities[2 * i + 1] - 1) < 1e-5f);
  }
}

void test_recipe(void) {
  scanline_model *model = fixture_model();
  scanline_dataset *dataset = fixture_dataset();
  REQUIRE(model != NULL && dataset != NULL);
  bad_settings(model);
  previews(model, dataset);
  averages(dataset);
  mirror_images(model);
  cross_validation(model, dataset);
  scanline_dataset_free(dataset);
  scanline_model_free(model);
}
