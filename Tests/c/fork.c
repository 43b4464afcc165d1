/* A child made by fork() goes on using what it inherited, and what it makes itself. */
#define _XOPEN_SOURCE 700
#include "check.h"
#include "fixtures.h"
#include "process.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { BUSY_THREADS = 3, FORKS = 100, SEARCH_FORKS = 20, DIMENSIONS = 20 };

static const char large_spec[] =
    "{\"input\": {\"width\": 16, \"height\": 16, \"channels\": 3},"
    " \"network\": {\"layers\": [{\"type\": \"rows\"}, {\"type\": \"lstm\", \"units\": 256}]}}";

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
  CHECK(is_thread_count(3)); /* The model's and the trainer's of before the fork have their like here. */
  scanline_trainer_free(had->trainer);
  scanline_model_free(had->model);
  CHECK(is_thread_count(1));
  return check_failures() != 0;
}

/* Keeps the locks of the library and of a model busy until told to stop. */
typedef struct busy {
  pthread_t thread;
  scanline_model *model;
  scanline_trainer *trainer;
  scanline_pixels pixels;
  pthread_mutex_t *guard;
  int *stops;
} busy;

static void *keep_busy(void *context) {
  busy *b = context;
  for (int stops = 0; !stops;) {
    for (int i = 0; i < 1000; i++) {
      scanline_model_info info;
      scanline_model_info_init(&info);
      scanline_model_get_info(b->model, &info);
      scanline_log_set_callback(NULL, NULL);
    }
    for (int i = 0; i < 100; i++) {
      /* New weights: the next to classify prepares them under the model's lock, and takes its time. */
      float probabilities[LABEL_COUNT];
      scanline_trainer_publish(b->trainer);
      scanline_model_classify_pixels(b->model, &b->pixels, probabilities, LABEL_COUNT);
    }
    pthread_mutex_lock(b->guard);
    stops = *b->stops;
    pthread_mutex_unlock(b->guard);
  }
  return NULL;
}

static int use_locks(void *context) {
  const busy *b = context;
  scanline_model_info info;
  float probabilities[LABEL_COUNT];
  scanline_model_info_init(&info);
  if (scanline_log_set_callback(NULL, NULL) != SCANLINE_OK) return 1;
  if (scanline_model_classify_pixels(b->model, &b->pixels, probabilities, LABEL_COUNT) != SCANLINE_OK)
    return 1;
  return scanline_model_get_info(b->model, &info) != SCANLINE_OK;
}

/* A child is made while other threads are inside the library: it finds no lock taken. */
static void fork_among_threads(void) {
  pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
  static const uint8_t pixel[3] = {10, 20, 30};
  scanline_train_options options = fixture_options();
  scanline_model *model = NULL;
  scanline_trainer *trainer = NULL;
  int stops = 0, failures = 0;
  busy threads[BUSY_THREADS];
  scanline_pixels pixels;
  REQUIRE_OK(scanline_model_create(large_spec, fixture_labels, LABEL_COUNT, 7, &model));
  REQUIRE_OK(scanline_trainer_create(model, &options, &trainer));
  scanline_pixels_init(&pixels);
  pixels.data = pixel;
  pixels.width = pixels.height = 1;
  for (int i = 0; i < BUSY_THREADS; i++) {
    threads[i] = (busy){.model = model, .trainer = trainer, .guard = &guard, .stops = &stops, .pixels = pixels};
    REQUIRE(pthread_create(&threads[i].thread, NULL, keep_busy, &threads[i]) == 0);
  }
  for (int i = 0; i < FORKS && failures == 0; i++) failures += in_child(use_locks, &threads[0]) != 0;
  pthread_mutex_lock(&guard);
  stops = 1;
  pthread_mutex_unlock(&guard);
  for (int i = 0; i < BUSY_THREADS; i++) pthread_join(threads[i].thread, NULL);
  CHECK(failures == 0);
  scanline_trainer_free(trainer);
  scanline_model_free(model);
}

/* Keeps a search busy until told to stop: a proposal takes its time. */
typedef struct searcher {
  pthread_t thread;
  scanline_tuner *tuner;
  pthread_mutex_t *guard;
  int *stops;
} searcher;

static int ask_and_tell(scanline_tuner *tuner) {
  char text[4096];
  size_t needed;
  scanline_trial trial;
  scanline_trial_init(&trial);
  if (scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed) != SCANLINE_OK) return 1;
  if (trial.state != SCANLINE_TRIAL_RUNNING) return 1;
  return scanline_tuner_tell(tuner, trial.id, SCANLINE_TRIAL_COMPLETED, (double)(trial.id % 7),
                             NULL) != SCANLINE_OK;
}

static void *keep_searching(void *context) {
  const struct timespec pause = {0, 1000000};
  searcher *s = context;
  for (int stops = 0; !stops;) {
    CHECK(ask_and_tell(s->tuner) == 0);
    nanosleep(&pause, NULL); /* Others may have their turn at the journal. */
    pthread_mutex_lock(s->guard);
    stops = *s->stops;
    pthread_mutex_unlock(s->guard);
  }
  return NULL;
}

static int go_on_searching(void *context) {
  const searcher *s = context;
  size_t needed;
  if (scanline_tuner_get_summary(s->tuner, NULL, 0, &needed) != SCANLINE_OK) return 1;
  return ask_and_tell(s->tuner);
}

/* A child is made in the midst of a proposal, or while its parent has the journal: it goes on searching. */
static void fork_in_a_search(const char *journal) {
  pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
  char space[DIMENSIONS * 64] = "{";
  int stops = 0, failures = 0;
  scanline_tuner_options options;
  searcher s = {.guard = &guard, .stops = &stops};
  for (int i = 0; i < DIMENSIONS; i++)
    snprintf(space + strlen(space), sizeof space - strlen(space),
             "%s\"x%d\": {\"type\": \"float\", \"low\": 0, \"high\": 1}", i == 0 ? "" : ", ", i);
  strcat(space, "}");
  scanline_tuner_options_init(&options);
  options.strategy = SCANLINE_STRATEGY_BAYESIAN;
  options.startup_trials = 2;
  options.max_trials = 100000;
  options.max_epochs = 1;
  options.journal_path = journal;
  REQUIRE_OK(scanline_tuner_create(space, &options, &s.tuner));
  for (int i = 0; i < 4; i++) CHECK(ask_and_tell(s.tuner) == 0);
  /* What Swift's runtime makes at the first use of a type is there before the forks that count (docs/tuning-journal.md):
   * that of a proposal, and of what another process has written. */
  CHECK(in_child(go_on_searching, &s) == 0);
  CHECK(ask_and_tell(s.tuner) == 0);
  CHECK(go_on_searching(&s) == 0);
  REQUIRE(pthread_create(&s.thread, NULL, keep_searching, &s) == 0);
  for (int i = 0; i < SEARCH_FORKS && failures == 0; i++)
    failures += in_child(go_on_searching, &s) != 0;
  pthread_mutex_lock(&guard);
  stops = 1;
  pthread_mutex_unlock(&guard);
  pthread_join(s.thread, NULL);
  CHECK(failures == 0);
  scanline_tuner_free(s.tuner);
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
  fork_among_threads();
  fork_in_a_search(NULL);
  fork_in_a_search(fixture_path("forked-journal"));
  scanline_trainer_free(had.trainer);
  scanline_model_free(had.model);
  bytes_free(&had.picture);
}
