/* Many threads classify with one model; a model freed meanwhile; errors are each thread's own. */
#include "check.h"
#include "fixtures.h"
#include "process.h"

#include <pthread.h>
#include <stdio.h>

enum { THREADS = 8, ROUNDS = 40 };

typedef struct worker {
  pthread_t thread;
  int index;
  scanline_model *model;
  const bytes *pictures;
  float (*expected)[LABEL_COUNT];
  int wrong;
} worker;

static void *classify_all(void *context) {
  worker *w = context;
  for (int round = 0; round < ROUNDS; round++) {
    int i = (round + w->index) % THREADS;
    float found[LABEL_COUNT];
    if (scanline_model_classify(w->model, w->pictures[i].data, w->pictures[i].size, NULL, found,
                                LABEL_COUNT) != SCANLINE_OK ||
        memcmp(found, w->expected[i], sizeof found) != 0)
      w->wrong++;
  }
  return NULL;
}

/* OK or a refused handle, and nothing else, while another thread ends the model. */
static void *classify_until_freed(void *context) {
  worker *w = context;
  for (;;) {
    float found[LABEL_COUNT];
    scanline_status status = scanline_model_classify(w->model, w->pictures[0].data,
                                                     w->pictures[0].size, NULL, found, LABEL_COUNT);
    if (status == SCANLINE_INVALID_ARGUMENT) return NULL;
    if (status != SCANLINE_OK) w->wrong++;
    if (w->wrong > 0) return NULL;
  }
}

static void *fail_with_own_message(void *context) {
  worker *w = context;
  char name[32];
  snprintf(name, sizeof name, "missing-%d.jpg", w->index);
  for (int round = 0; round < ROUNDS; round++) {
    float found[LABEL_COUNT];
    if (scanline_model_classify_file(w->model, name, found, LABEL_COUNT) != SCANLINE_IO ||
        strstr(scanline_last_error_message(), name) == NULL)
      w->wrong++;
  }
  return NULL;
}

/* Batches of one model from many threads at once, of unlike numbers of threads. */
static void *classify_batches(void *context) {
  worker *w = context;
  scanline_encoded images[THREADS];
  float found[THREADS][LABEL_COUNT];
  for (int i = 0; i < THREADS; i++)
    images[i] = (scanline_encoded){w->pictures[i].data, w->pictures[i].size, NULL};
  for (int round = 0; round < ROUNDS; round++) {
    if (scanline_model_classify_batch(w->model, images, THREADS, (uint32_t)(1 + w->index % 3), found[0],
                                      THREADS * LABEL_COUNT, NULL) != SCANLINE_OK ||
        memcmp(found, w->expected, sizeof found) != 0)
      w->wrong++;
  }
  return NULL;
}

/* The model's threads are made at the first call that wants them, as many as it wants, and end with it. */
static void keep_threads(const scanline_encoded *images) {
  scanline_model *model = fixture_model();
  scanline_dataset *dataset = fixture_dataset();
  scanline_evaluation evaluation;
  float found[THREADS][LABEL_COUNT];
  int before = settled_thread_count();
  REQUIRE(before > 0);
#define CLASSIFY(count, threads) \
  OK(scanline_model_classify_batch(model, images, count, threads, found[0], THREADS * LABEL_COUNT, NULL))
  CLASSIFY(THREADS, 1);
  CLASSIFY(1, 3);
  CHECK(is_thread_count(before));
  CLASSIFY(2, 3);
  CHECK(is_thread_count(before + 1));
  for (int i = 0; i < 3; i++) {
    CLASSIFY(THREADS, 3);
    CHECK(is_thread_count(before + 2));
  }
  scanline_evaluation_init(&evaluation);
  OK(scanline_model_evaluate(model, dataset, SCANLINE_SPLIT_ALL, 3, &evaluation, NULL, 0, NULL, 0));
  OK(scanline_model_calibrate(model, dataset, 0, 3));
  CHECK(is_thread_count(before + 2));
  CLASSIFY(THREADS, 2);
  CHECK(is_thread_count(before + 1));
#undef CLASSIFY
  scanline_dataset_free(dataset);
  scanline_model_free(model);
  CHECK(is_thread_count(before));
}

static void run(void *(*body)(void *), scanline_model *model, const bytes *pictures,
                float (*expected)[LABEL_COUNT], int frees_model) {
  worker workers[THREADS];
  for (int i = 0; i < THREADS; i++) {
    workers[i] = (worker){.index = i, .model = model, .pictures = pictures, .expected = expected};
    REQUIRE(pthread_create(&workers[i].thread, NULL, body, &workers[i]) == 0);
  }
  if (frees_model) {
    float found[LABEL_COUNT];
    for (int i = 0; i < ROUNDS; i++)
      OK(scanline_model_classify(model, pictures[0].data, pictures[0].size, NULL, found,
                                 LABEL_COUNT));
    scanline_model_free(model);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(workers[i].thread, NULL);
    CHECK(workers[i].wrong == 0);
  }
}

void test_threads(void) {
  scanline_model *model = fixture_model();
  bytes pictures[THREADS];
  scanline_encoded images[THREADS];
  scanline_status statuses[THREADS];
  float expected[THREADS][LABEL_COUNT], found[THREADS][LABEL_COUNT];
  REQUIRE(model != NULL);
  for (int i = 0; i < THREADS; i++) {
    pictures[i] = fixture_picture(i % 2, (unsigned)i);
    images[i] = (scanline_encoded){pictures[i].data, pictures[i].size, "batch.jpg"};
    OK(scanline_model_classify(model, pictures[i].data, pictures[i].size, NULL, expected[i],
                               LABEL_COUNT));
  }

  /* A batch, over any number of threads, gives the bits of single calls; one bad picture harms no
   * other. */
  for (uint32_t threads = 0; threads <= 3; threads++) {
    OK(scanline_model_classify_batch(model, images, THREADS, threads, found[0],
                                     THREADS * LABEL_COUNT, statuses));
    CHECK(memcmp(found, expected, sizeof found) == 0);
  }
  keep_threads(images);
  run(classify_batches, model, pictures, expected, 0);
  images[2].size /= 2;
  OK(scanline_model_classify_batch(model, images, THREADS, 2, found[0], THREADS * LABEL_COUNT,
                                   statuses));
  for (int i = 0; i < THREADS; i++) {
    CHECK(statuses[i] == (i == 2 ? SCANLINE_CORRUPT_IMAGE : SCANLINE_OK));
    if (i == 2)
      CHECK(found[i][0] != found[i][0] && found[i][1] != found[i][1]);
    else
      CHECK(memcmp(found[i], expected[i], sizeof found[i]) == 0);
  }

  run(classify_all, model, pictures, expected, 0);
  run(fail_with_own_message, model, pictures, expected, 0);
  run(classify_until_freed, model, pictures, expected, 1);
  for (int i = 0; i < THREADS; i++) bytes_free(&pictures[i]);
}
