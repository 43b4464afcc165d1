/* Freed, foreign and mistaken handles are recognised; handles may be freed in any order. */
#include "check.h"
#include "fixtures.h"

/* Every function that takes a handle, with that handle and otherwise good arguments. */
static void refuse_model(scanline_model *model) {
  bytes picture = fixture_picture(0, 0);
  scanline_encoded image = {picture.data, picture.size, NULL};
  scanline_pixels pixels;
  scanline_model_info info;
  scanline_trainer *trainer;
  scanline_dataset *dataset = fixture_dataset();
  scanline_evaluation evaluation;
  uint8_t buffer[16];
  char text[16];
  float probabilities[LABEL_COUNT];
  const char *label;
  size_t needed;
  scanline_pixels_init(&pixels);
  pixels.data = buffer;
  pixels.width = pixels.height = 2;
  scanline_model_info_init(&info);
  scanline_evaluation_init(&evaluation);
  MARK(trainer);
  MARK(probabilities);
  MARK(label);
  MARK(needed);
  MARK(text);
  REFUSES(scanline_model_save(model, fixture_path("refused")));
  REFUSES(scanline_model_save_memory(model, buffer, sizeof buffer, &needed));
  REFUSES(scanline_model_get_info(model, &info));
  REFUSES(scanline_model_get_label(model, 0, &label));
  REFUSES(scanline_model_get_spec(model, text, sizeof text, &needed));
  REFUSES(scanline_model_get_summary(model, text, sizeof text, &needed));
  REFUSES(scanline_model_augment(model, picture.data, picture.size, NULL, NULL, 1, 1, 1, buffer,
                                 sizeof buffer, &needed));
  REFUSES(
      scanline_model_augment_pixels(model, &pixels, NULL, 1, 1, 1, buffer, sizeof buffer, &needed));
  REFUSES(scanline_model_explain_pixels(model, &pixels, 0, -1, NULL, 0, buffer, sizeof buffer));
  REFUSES(
      scanline_model_classify(model, picture.data, picture.size, NULL, probabilities, LABEL_COUNT));
  REFUSES(scanline_model_classify_file(model, fixture_path("x"), probabilities, LABEL_COUNT));
  REFUSES(scanline_model_classify_pixels(model, &pixels, probabilities, LABEL_COUNT));
  REFUSES(scanline_model_classify_batch(model, &image, 1, 1, probabilities, LABEL_COUNT, NULL));
  REFUSES(scanline_model_evaluate(model, dataset, SCANLINE_SPLIT_ALL, 1, &evaluation, NULL, 0, NULL,
                                  0));
  REFUSES(scanline_trainer_create(model, NULL, &trainer));
  CHECK_MARK(trainer);
  CHECK_MARK(probabilities);
  CHECK_MARK(label);
  CHECK_MARK(needed);
  CHECK_MARK(text);
  CHECK(count_files(fixture_path("refused")) == -1);
  scanline_dataset_free(dataset);
  bytes_free(&picture);
}

static void refuse_dataset(scanline_dataset *dataset) {
  scanline_model *model = fixture_model();
  scanline_trainer *trainer = NULL;
  scanline_tuner *tuner = NULL;
  scanline_dataset_info info;
  scanline_image_report report;
  scanline_evaluation evaluation;
  const char *text;
  int32_t label;
  scanline_split split;
  scanline_dataset_info_init(&info);
  scanline_image_report_init(&report);
  scanline_evaluation_init(&evaluation);
  MARK(text);
  MARK(label);
  MARK(split);
  REFUSES(scanline_dataset_get_info(dataset, &info));
  REFUSES(scanline_dataset_get_label(dataset, 0, &text));
  REFUSES(scanline_dataset_get_sample(dataset, 0, &text, &label, &split));
  REFUSES(scanline_dataset_get_damaged(dataset, 0, &text, &label, &report));
  REFUSES(scanline_model_evaluate(model, dataset, SCANLINE_SPLIT_ALL, 1, &evaluation, NULL, 0, NULL,
                                  0));
  OK(scanline_trainer_create(model, NULL, &trainer));
  REFUSES(scanline_trainer_fit(trainer, dataset, NULL, NULL, NULL, NULL));
  OK(scanline_tuner_create(fixture_space, NULL, &tuner));
  REFUSES(scanline_tuner_run(tuner, dataset, fixture_spec, NULL, NULL, NULL, NULL));
  CHECK_MARK(text);
  CHECK_MARK(label);
  CHECK_MARK(split);
  scanline_tuner_free(tuner);
  scanline_trainer_free(trainer);
  scanline_model_free(model);
}

static void refuse_trainer(scanline_trainer *trainer) {
  bytes picture = fixture_picture(0, 0);
  scanline_encoded image = {picture.data, picture.size, NULL};
  scanline_dataset *dataset = fixture_dataset();
  scanline_model *model;
  scanline_pixels pixels;
  uint8_t dot[12];
  int32_t label = 0;
  double loss;
  char text[8];
  size_t needed;
  scanline_pixels_init(&pixels);
  pixels.data = dot;
  pixels.width = pixels.height = 2;
  MARK(model);
  MARK(loss);
  REFUSES(scanline_trainer_set_all_reduce(trainer, NULL, NULL, 0, 1));
  REFUSES(scanline_trainer_fit(trainer, dataset, NULL, NULL, NULL, NULL));
  REFUSES(scanline_trainer_step(trainer, &image, &label, 1, &loss));
  REFUSES(scanline_trainer_step_pixels(trainer, &pixels, &label, 1, &loss));
  REFUSES(scanline_trainer_publish(trainer));
  REFUSES(scanline_trainer_get_model(trainer, &model));
  REFUSES(scanline_trainer_save_checkpoint(trainer, fixture_path("refused")));
  REFUSES(scanline_trainer_get_history(trainer, text, sizeof text, &needed));
  REFUSES(scanline_trainer_cancel(trainer));
  CHECK_MARK(model);
  CHECK_MARK(loss);
  CHECK(count_files(fixture_path("refused")) == -1);
  scanline_dataset_free(dataset);
  bytes_free(&picture);
}

static void refuse_tuner(scanline_tuner *tuner) {
  scanline_dataset *dataset = fixture_dataset();
  scanline_trial trial;
  char text[64];
  size_t needed;
  int32_t stop;
  scanline_trial_init(&trial);
  MARK(stop);
  REFUSES(scanline_tuner_run(tuner, dataset, NULL, NULL, NULL, NULL, NULL));
  REFUSES(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
  REFUSES(scanline_tuner_report(tuner, 0, 1, 0.5, &stop));
  REFUSES(scanline_tuner_tell(tuner, 0, SCANLINE_TRIAL_COMPLETED, 0.5, NULL));
  REFUSES(scanline_tuner_get_best(tuner, &trial, text, sizeof text, &needed));
  REFUSES(scanline_tuner_get_summary(tuner, text, sizeof text, &needed));
  REFUSES(scanline_tuner_cancel(tuner));
  CHECK_MARK(stop);
  scanline_dataset_free(dataset);
}

static void refuse_all(void *handle) {
  refuse_model(handle);
  refuse_dataset(handle);
  refuse_trainer(handle);
  refuse_tuner(handle);
}

void test_handles(void) {
  scanline_model *model = fixture_model(), *again = NULL;
  scanline_dataset *dataset = fixture_dataset();
  scanline_trainer *trainer = NULL;
  scanline_tuner *tuner = NULL;
  scanline_train_options options = fixture_options();
  scanline_model_info info;
  char not_a_handle[64] = {0};
  REQUIRE(model != NULL && dataset != NULL);
  REQUIRE_OK(scanline_trainer_create(model, &options, &trainer));
  REQUIRE_OK(scanline_tuner_create(fixture_space, NULL, &tuner));

  refuse_all(NULL);
  refuse_all(not_a_handle);
  refuse_all((void *)(intptr_t)1);
  refuse_all((void *)(intptr_t)-1);

  /* One kind where another is due. */
  refuse_model((scanline_model *)dataset);
  refuse_model((scanline_model *)trainer);
  refuse_dataset((scanline_dataset *)model);
  refuse_trainer((scanline_trainer *)model);
  refuse_trainer((scanline_trainer *)tuner);
  refuse_tuner((scanline_tuner *)trainer);
  scanline_model_free((scanline_model *)dataset);
  scanline_trainer_free((scanline_trainer *)tuner);
  scanline_model_info_init(&info);
  OK(scanline_model_get_info(model, &info));

  /* The trainer keeps what it needs of its model; the model got from it is a handle of its own. */
  scanline_model_free(model);
  refuse_model(model);
  OK(scanline_trainer_fit(trainer, dataset, NULL, NULL, NULL, NULL));
  OK(scanline_trainer_get_model(trainer, &again));
  CHECK(again != model);
  scanline_trainer_free(trainer);
  refuse_trainer(trainer);
  OK(scanline_model_get_info(again, &info));
  scanline_dataset_free(dataset);
  refuse_dataset(dataset);
  scanline_tuner_free(tuner);
  refuse_tuner(tuner);
  scanline_model_free(again);

  /* A second end is nothing. */
  scanline_model_free(again);
  scanline_trainer_free(trainer);
  scanline_dataset_free(dataset);
  scanline_tuner_free(tuner);
}
