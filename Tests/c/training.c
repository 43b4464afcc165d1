/* Training through the interface: settings, callbacks, cancelling, checkpoints, and the same bits
 * twice. */
#include "check.h"
#include "fixtures.h"

#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

static void bad_settings(scanline_model *model) {
  static const double wrong[] = {-1, 1};
  scanline_trainer *trainer;
  scanline_train_options options;
  scanline_augmentation augmentation;
  MARK(trainer);
#define WRONG(change)                                            \
  do {                                                           \
    options = fixture_options();                                 \
    change;                                                      \
    REFUSES(scanline_trainer_create(model, &options, &trainer)); \
  } while (0)
  WRONG(options.epochs = 0);
  WRONG(options.epochs = UINT32_MAX);
  WRONG(options.batch_size = 0);
  WRONG(options.batch_size = UINT32_MAX);
  WRONG(options.optimizer = 9);
  WRONG(options.schedule = -1);
  WRONG(options.monitor = 7);
  WRONG(options.class_weighting = 5);
  WRONG(options.class_weighting = SCANLINE_CLASS_WEIGHTS_GIVEN);
  WRONG((options.class_weighting = SCANLINE_CLASS_WEIGHTS_GIVEN, options.class_weights = wrong,
         options.class_weight_count = 2));
  WRONG(options.learning_rate = 0);
  WRONG(options.learning_rate = -1);
  WRONG(options.learning_rate = NAN);
  WRONG(options.learning_rate = INFINITY);
  WRONG(options.momentum = 1);
  WRONG(options.beta1 = 1);
  WRONG(options.beta2 = -0.1);
  WRONG(options.epsilon = 0);
  WRONG(options.label_smoothing = 1);
  WRONG(options.clip_norm = -1);
  WRONG(options.weight_decay = -1);
  scanline_augmentation_init(&augmentation);
  augmentation.rotation = 0.6f;
  WRONG(options.augmentation = &augmentation);
  augmentation.rotation = NAN;
  WRONG(options.augmentation = &augmentation);
#undef WRONG
  REFUSES(scanline_trainer_create(model, NULL, NULL));
  CHECK_MARK(trainer);
}

static void datasets(void) {
  scanline_dataset *dataset = fixture_dataset();
  scanline_dataset *none;
  scanline_dataset_info info;
  scanline_dataset_options options;
  scanline_image_report report;
  const char *path = NULL, *label = NULL;
  char folder[512], text[1024];
  int32_t index = -1;
  scanline_split split = -1;
  size_t training = 0;
  REQUIRE(dataset != NULL);
  scanline_dataset_info_init(&info);
  scanline_image_report_init(&report);
  OK(scanline_dataset_get_info(dataset, &info));
  CHECK(info.label_count == LABEL_COUNT && info.damaged_count == 1);
  CHECK(info.file_count == LABEL_COUNT * PICTURES_A_CLASS + 1);
  CHECK(info.training_count + info.validation_count == LABEL_COUNT * PICTURES_A_CLASS);
  for (uint64_t i = 0; i < info.training_count + info.validation_count; i++) {
    OK(scanline_dataset_get_sample(dataset, i, &path, &index, &split));
    OK(scanline_dataset_get_label(dataset, (size_t)index, &label));
    CHECK(strstr(path, label) != NULL);
    training += split == SCANLINE_SPLIT_TRAINING;
  }
  CHECK(training == info.training_count);
  OK(scanline_dataset_get_damaged(dataset, 0, &path, &index, &report));
  CHECK(strstr(path, "damaged") != NULL && report.verdict != SCANLINE_VERDICT_OK);
  CHECK(strcmp(fixture_labels[index], "across") == 0);
  REFUSES(scanline_dataset_get_sample(dataset, info.file_count, &path, &index, &split));
  REFUSES(scanline_dataset_get_damaged(dataset, 1, &path, &index, &report));
  REFUSES(scanline_dataset_get_label(dataset, LABEL_COUNT, &label));
  scanline_dataset_free(dataset);

  MARK(none);
  REFUSES(scanline_dataset_open_folder(NULL, NULL, NULL, NULL, &none));
  REFUSES(scanline_dataset_open_folder(fixture_folder(), NULL, NULL, NULL, NULL));
  REFUSES(scanline_dataset_open_csv(NULL, NULL, NULL, NULL, &none));
  CHECK_STATUS(SCANLINE_IO,
               scanline_dataset_open_folder(fixture_path("none"), NULL, NULL, NULL, &none));
  CHECK_STATUS(SCANLINE_IO,
               scanline_dataset_open_csv(fixture_path("none"), NULL, NULL, NULL, &none));
  scanline_dataset_options_init(&options);
  options.validation_share = 1;
  REFUSES(scanline_dataset_open_folder(fixture_folder(), &options, NULL, NULL, &none));
  options.validation_share = NAN;
  REFUSES(scanline_dataset_open_folder(fixture_folder(), &options, NULL, NULL, &none));

  /* An empty folder; one class; a class without one good picture. */
  snprintf(folder, sizeof folder, "%s", fixture_path("empty"));
  CHECK(mkdir(folder, 0700) == 0);
  CHECK_STATUS(SCANLINE_NO_DATA, scanline_dataset_open_folder(folder, NULL, NULL, NULL, &none));
  snprintf(text, sizeof text, "%s/one", folder);
  CHECK(mkdir(text, 0700) == 0);
  for (unsigned i = 0; i < 3; i++) {
    bytes picture = fixture_picture(0, i);
    snprintf(text, sizeof text, "%s/one/%u.jpg", folder, i);
    CHECK(write_file(text, picture.data, picture.size));
    bytes_free(&picture);
  }
  CHECK_STATUS(SCANLINE_NO_DATA, scanline_dataset_open_folder(folder, NULL, NULL, NULL, &none));
  snprintf(text, sizeof text, "%s/two", folder);
  CHECK(mkdir(text, 0700) == 0);
  snprintf(text, sizeof text, "%s/two/bad.jpg", folder);
  CHECK(write_file(text, "\xff\xd8\xff", 3));
  CHECK_STATUS(SCANLINE_NO_DATA, scanline_dataset_open_folder(folder, NULL, NULL, NULL, &none));
  CHECK(strstr(scanline_last_error_message(), "two") != NULL);
  CHECK_MARK(none);
}

typedef struct watch {
  scanline_trainer *trainer;
  scanline_dataset *dataset;
  unsigned batches, epochs, stop_batch, stop_epoch;
  int checks_busy, cancels;
} watch;

static int32_t on_batch(uint32_t epoch, uint64_t done, uint64_t total, double loss,
                        void *user_data) {
  watch *w = user_data;
  w->batches++;
  CHECK(epoch >= 1 && done <= total && loss > 0);
  return w->batches == w->stop_batch;
}

static int32_t on_epoch(const scanline_epoch *epoch, void *user_data) {
  watch *w = user_data;
  double loss;
  w->epochs++;
  CHECK(epoch->label_count == LABEL_COUNT && epoch->training_loss > 0);
  CHECK(epoch->confusion != NULL && epoch->precision != NULL && epoch->recall != NULL);
  if (w->checks_busy) {
    bytes picture = fixture_picture(0, 0);
    scanline_encoded image = {picture.data, picture.size, NULL};
    int32_t label = 0;
    CHECK_STATUS(SCANLINE_BUSY,
                 scanline_trainer_fit(w->trainer, w->dataset, NULL, NULL, NULL, NULL));
    CHECK_STATUS(SCANLINE_BUSY, scanline_trainer_step(w->trainer, &image, &label, 1, &loss));
    bytes_free(&picture);
  }
  if (w->cancels) OK(scanline_trainer_cancel(w->trainer));
  return w->epochs == w->stop_epoch;
}

static bytes train(uint32_t threads, watch *w, scanline_status expected) {
  scanline_model *model = fixture_model();
  scanline_dataset *dataset = fixture_dataset();
  scanline_trainer *trainer = NULL;
  scanline_train_options options = fixture_options();
  scanline_train_result result;
  bytes file;
  options.threads = threads;
  scanline_train_result_init(&result);
  OK(scanline_trainer_create(model, &options, &trainer));
  w->trainer = trainer;
  w->dataset = dataset;
  CHECK_STATUS(expected, scanline_trainer_fit(trainer, dataset, on_batch, on_epoch, w, &result));
  CHECK(result.epochs_run == (expected == SCANLINE_OK ? 2 : 0));
  file = bytes_of_model(model);
  scanline_trainer_free(trainer);
  scanline_dataset_free(dataset);
  scanline_model_free(model);
  return file;
}

static void fitting(void) {
  watch plain = {0}, again = {0}, first_batch = {.stop_batch = 1}, first_epoch = {.stop_epoch = 1};
  watch busy = {.checks_busy = 1}, cancelled = {.cancels = 1};
  bytes one = train(1, &plain, SCANLINE_OK), two = train(2, &again, SCANLINE_OK), other;
  CHECK(plain.epochs == 2 && plain.batches >= 2);
  CHECK(bytes_equal(bytes_behind_header(one), bytes_behind_header(two)));
  other = train(1, &busy, SCANLINE_OK);
  CHECK(bytes_equal(bytes_behind_header(one), bytes_behind_header(other)));
  bytes_free(&other);
  other = train(1, &first_batch, SCANLINE_CANCELLED);
  CHECK(first_batch.batches == 1 && first_batch.epochs == 0);
  bytes_free(&other);
  other = train(1, &first_epoch, SCANLINE_CANCELLED);
  CHECK(first_epoch.epochs == 1);
  bytes_free(&other);
  other = train(2, &cancelled, SCANLINE_CANCELLED);
  CHECK(cancelled.epochs == 1);
  bytes_free(&other);
  bytes_free(&one);
  bytes_free(&two);
}

static void steps(scanline_model *model) {
  scanline_trainer *trainer = NULL, *resumed = NULL;
  scanline_train_options options = fixture_options();
  scanline_encoded images[8];
  bytes pictures[8], before, after, left, right;
  int32_t labels[8];
  double first, loss, other;
  const char *path = fixture_path("steps.checkpoint");
  REQUIRE_OK(scanline_trainer_create(model, &options, &trainer));
  for (int i = 0; i < 8; i++) {
    pictures[i] = fixture_picture(i % 2, (unsigned)i);
    labels[i] = i % 2;
    images[i] = (scanline_encoded){pictures[i].data, pictures[i].size, "step.jpg"};
  }
  MARK(loss);
  REFUSES(scanline_trainer_step(trainer, NULL, labels, 8, &loss));
  REFUSES(scanline_trainer_step(trainer, images, NULL, 8, &loss));
  REFUSES(scanline_trainer_step(trainer, images, labels, 0, &loss));
  REFUSES(scanline_trainer_step(trainer, images, labels, SIZE_MAX, &loss));
  REFUSES(scanline_trainer_step_pixels(trainer, NULL, labels, 8, &loss));
  labels[3] = LABEL_COUNT;
  REFUSES(scanline_trainer_step(trainer, images, labels, 8, &loss));
  labels[3] = -1;
  REFUSES(scanline_trainer_step(trainer, images, labels, 8, &loss));
  labels[3] = 1;
  images[5].size = 50;
  CHECK(scanline_trainer_step(trainer, images, labels, 8, &loss) == SCANLINE_CORRUPT_IMAGE);
  images[5].size = pictures[5].size;
  CHECK_MARK(loss);

  /* The model is the host's until the weights are published. */
  before = bytes_of_model(model);
  OK(scanline_trainer_step(trainer, images, labels, 8, &first));
  loss = first;
  for (int i = 0; i < 40; i++) OK(scanline_trainer_step(trainer, images, labels, 8, &loss));
  CHECK(loss < first);
  after = bytes_of_model(model);
  CHECK(bytes_equal(before, after));
  bytes_free(&after);
  OK(scanline_trainer_publish(trainer));
  after = bytes_of_model(model);
  CHECK(!bytes_equal(before, after));

  /* A run that goes on from its checkpoint makes the same steps, bit for bit. */
  OK(scanline_trainer_save_checkpoint(trainer, path));
  CHECK_STATUS(SCANLINE_IO, scanline_trainer_load_checkpoint(fixture_path("none"), 1, &resumed));
  REFUSES(scanline_trainer_load_checkpoint(NULL, 1, &resumed));
  REFUSES(scanline_trainer_load_checkpoint(path, 1, NULL));
  CHECK(resumed == NULL);
  REQUIRE_OK(scanline_trainer_load_checkpoint(path, 2, &resumed));
  for (int i = 0; i < 3; i++) {
    OK(scanline_trainer_step(trainer, images, labels, 8, &loss));
    OK(scanline_trainer_step(resumed, images, labels, 8, &other));
    CHECK(memcmp(&loss, &other, sizeof loss) == 0);
  }
  OK(scanline_trainer_save_checkpoint(trainer, fixture_path("left")));
  OK(scanline_trainer_save_checkpoint(resumed, fixture_path("right")));
  left = bytes_of_file(fixture_path("left"));
  right = bytes_of_file(fixture_path("right"));
  CHECK(bytes_equal(bytes_behind_header(left), bytes_behind_header(right)));

  /* A checkpoint that was cut is refused. */
  scanline_trainer_free(resumed);
  resumed = NULL;
  for (size_t size = 0; size < left.size; size += 1 + left.size / 40) {
    CHECK(write_file(path, left.data, size));
    CHECK_STATUS(SCANLINE_CORRUPT_MODEL, scanline_trainer_load_checkpoint(path, 1, &resumed));
  }
  CHECK(resumed == NULL);
  for (int i = 0; i < 8; i++) bytes_free(&pictures[i]);
  bytes_free(&before);
  bytes_free(&after);
  bytes_free(&left);
  bytes_free(&right);
  scanline_trainer_free(trainer);
}

/* A loss that is not finite ends the run with a status of its own, and the model keeps finite
 * weights. */
static void divergence(scanline_dataset *dataset) {
  scanline_model *model = fixture_model();
  scanline_trainer *trainer = NULL;
  scanline_train_options options = fixture_options();
  bytes picture = fixture_picture(0, 0);
  float found[LABEL_COUNT] = {NAN, NAN};
  options.optimizer = SCANLINE_OPTIMIZER_SGD;
  options.learning_rate = 1e30;
  options.epochs = 20;
  if (scanline_trainer_create(model, &options, &trainer) == SCANLINE_OK) {
    CHECK_STATUS(SCANLINE_DIVERGED, scanline_trainer_fit(trainer, dataset, NULL, NULL, NULL, NULL));
    OK(scanline_model_classify(model, picture.data, picture.size, NULL, found, LABEL_COUNT));
    CHECK(isfinite(found[0]) && isfinite(found[1]));
  }
  scanline_trainer_free(trainer);
  scanline_model_free(model);
  bytes_free(&picture);
}

static void evaluation(scanline_model *model, scanline_dataset *dataset) {
  scanline_evaluation found;
  scanline_class_figures classes[LABEL_COUNT];
  uint64_t confusion[LABEL_COUNT * LABEL_COUNT], sum = 0;
  scanline_evaluation_init(&found);
  MARK(classes);
  MARK(confusion);
  REFUSES(scanline_model_evaluate(model, dataset, 3, 1, &found, classes, 2, confusion, 4));
  REFUSES(scanline_model_evaluate(model, dataset, SCANLINE_SPLIT_ALL, 1, NULL, classes, 2,
                                  confusion, 4));
  CHECK_STATUS(
      SCANLINE_BUFFER_TOO_SMALL,
      scanline_model_evaluate(model, dataset, SCANLINE_SPLIT_ALL, 1, &found, classes, 1, NULL, 0));
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_model_evaluate(model, dataset, SCANLINE_SPLIT_ALL, 1, &found, NULL, 0,
                                       confusion, 3));
  CHECK(found.sample_count == 0);
  CHECK_MARK(classes);
  CHECK_MARK(confusion);
  OK(scanline_model_evaluate(model, dataset, SCANLINE_SPLIT_ALL, 2, &found, classes, 2, confusion,
                             4));
  for (int i = 0; i < LABEL_COUNT * LABEL_COUNT; i++) sum += confusion[i];
  CHECK(sum == found.sample_count && sum == LABEL_COUNT * PICTURES_A_CLASS);
  CHECK(classes[0].support == PICTURES_A_CLASS);
  CHECK(fabs(found.accuracy - (double)(confusion[0] + confusion[3]) / (double)sum) < 1e-12);
}

void test_training(void) {
  scanline_model *model = fixture_model();
  scanline_dataset *dataset = fixture_dataset();
  REQUIRE(model != NULL && dataset != NULL);
  bad_settings(model);
  datasets();
  fitting();
  steps(model);
  evaluation(model, dataset);
  divergence(dataset);
  scanline_dataset_free(dataset);
  scanline_model_free(model);
}
