/* A child made by fork() goes on using what it inherited, and what it makes itself. */
#define _XOPEN_SOURCE 700
#include "check.h"
#include "fixtures.h"
#include "process.h"

typedef struct inherited {
  scanline_model *model;
  scanline_trainer *trainer;
  bytes picture;
  float expected[LABEL_COUNT];
} inherited;

static int child(void *context) {
  inherited *had = context;
  scanline_encoded images[4];
  int32_t labels[4] = {0, 1, 0, 1};
  float found[4][LABEL_COUNT];
  scanline_model *own;
  scanline_dataset *dataset;
  scanline_evaluation evaluation;
  double loss = -1;
  OK(scanline_model_classify(had->model, had->picture.data, had->picture.size, NULL, found[0],
                             LABEL_COUNT));
  CHECK(memcmp(found[0], had->expected, sizeof had->expected) == 0);
  for (int i = 0; i < 4; i++)
    images[i] = (scanline_encoded){had->picture.data, had->picture.size, NULL};
  OK(scanline_model_classify_batch(had->model, images, 4, 2, found[0], 4 * LABEL_COUNT, NULL));
  for (int i = 0; i < 4; i++) CHECK(memcmp(found[i], had->expected, sizeof had->expected) == 0);
  OK(scanline_trainer_step(had->trainer, images, labels, 4, &loss));
  CHECK(loss > 0);

  own = fixture_model();
  dataset = fixture_dataset();
  scanline_evaluation_init(&evaluation);
  OK(scanline_model_evaluate(own, dataset, SCANLINE_SPLIT_ALL, 2, &evaluation, NULL, 0, NULL, 0));
  CHECK(evaluation.sample_count == LABEL_COUNT * PICTURES_A_CLASS);
  scanline_dataset_free(dataset);
  scanline_model_free(own);
  scanline_trainer_free(had->trainer);
  scanline_model_free(had->model);
  return check_failures() != 0;
}

void test_fork(void) {
  inherited had = {fixture_model(), NULL, fixture_picture(1, 2), {0, 0}};
  scanline_encoded images[4];
  int32_t labels[4] = {0, 1, 0, 1};
  float found[4][LABEL_COUNT];
  scanline_train_options options = fixture_options();
  double loss;
  REQUIRE(had.model != NULL && had.picture.data != NULL);
  options.threads = 2;

  /* The parent has used threads before it forks. */
  for (int i = 0; i < 4; i++)
    images[i] = (scanline_encoded){had.picture.data, had.picture.size, NULL};
  OK(scanline_model_classify(had.model, had.picture.data, had.picture.size, NULL, had.expected,
                             LABEL_COUNT));
  OK(scanline_model_classify_batch(had.model, images, 4, 2, found[0], 4 * LABEL_COUNT, NULL));
  REQUIRE_OK(scanline_trainer_create(had.model, &options, &had.trainer));
  OK(scanline_trainer_step(had.trainer, images, labels, 4, &loss));
  CHECK(in_child(child, &had) == 0);

  /* The parent was not disturbed. */
  OK(scanline_model_classify_batch(had.model, images, 4, 2, found[0], 4 * LABEL_COUNT, NULL));
  CHECK(memcmp(found[3], had.expected, sizeof had.expected) == 0);
  OK(scanline_trainer_step(had.trainer, images, labels, 4, &loss));
  scanline_trainer_free(had.trainer);
  scanline_model_free(had.model);
  bytes_free(&had.picture);
}
