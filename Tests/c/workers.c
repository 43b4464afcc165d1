/*
 * Training in two processes that average their gradients ends with the bits of one. The host's part
 * is the averaging: here over shared memory, elsewhere by MPI, NCCL or Ray.
 */
#define _GNU_SOURCE
#include "check.h"
#include "fixtures.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 2, BATCH = 16, STEPS = 5, MOST = 1 << 20 };

typedef struct shared {
  pthread_barrier_t barrier;
  float gradients[WORKERS][MOST];
} shared;

typedef struct worker {
  shared *memory;
  int index;
  unsigned calls;
} worker;

static int32_t average(float *gradients, size_t count, void *user_data) {
  worker *w = user_data;
  if (count > MOST) return 1;
  w->calls++;
  memcpy(w->memory->gradients[w->index], gradients, count * sizeof *gradients);
  pthread_barrier_wait(&w->memory->barrier);
  for (size_t i = 0; i < count; i++)
    gradients[i] = (w->memory->gradients[0][i] + w->memory->gradients[1][i]) / WORKERS;
  pthread_barrier_wait(&w->memory->barrier);
  return 0;
}

/* Steps over the pictures first to first + count of the batch; w is NULL for one process that has
 * them all. */
static bytes train(int first, int count, worker *w) {
  scanline_model *model = fixture_model();
  scanline_trainer *trainer = NULL;
  scanline_train_options options = fixture_options();
  scanline_encoded images[BATCH];
  int32_t labels[BATCH];
  bytes pictures[BATCH], file;
  double loss;
  options.batch_size = BATCH;
  options.threads = w == NULL ? 2 : 1;
  for (int i = 0; i < count; i++) {
    pictures[i] = fixture_picture((first + i) % 2, (unsigned)(first + i));
    images[i] = (scanline_encoded){pictures[i].data, pictures[i].size, NULL};
    labels[i] = (first + i) % 2;
  }
  OK(scanline_trainer_create(model, &options, &trainer));
  if (w != NULL)
    OK(scanline_trainer_set_all_reduce(trainer, average, w, (uint32_t)w->index, WORKERS));
  for (int i = 0; i < STEPS; i++)
    OK(scanline_trainer_step(trainer, images, labels, (size_t)count, &loss));
  OK(scanline_trainer_publish(trainer));
  file = bytes_of_model(model);
  for (int i = 0; i < count; i++) bytes_free(&pictures[i]);
  scanline_trainer_free(trainer);
  scanline_model_free(model);
  return file;
}

/* The same with a whole run over the dataset, which the workers share out between them. */
static bytes fit(worker *w) {
  scanline_model *model = fixture_model();
  scanline_dataset *dataset = fixture_dataset();
  scanline_trainer *trainer = NULL;
  scanline_train_options options = fixture_options();
  bytes file;
  options.batch_size = BATCH;
  options.threads = w == NULL ? 2 : 1;
  OK(scanline_trainer_create(model, &options, &trainer));
  if (w != NULL)
    OK(scanline_trainer_set_all_reduce(trainer, average, w, (uint32_t)w->index, WORKERS));
  OK(scanline_trainer_fit(trainer, dataset, NULL, NULL, NULL, NULL));
  file = bytes_of_model(model);
  scanline_trainer_free(trainer);
  scanline_dataset_free(dataset);
  scanline_model_free(model);
  return file;
}

static void work(worker *w, const char *step_path, const char *fit_path) {
  bytes file;
  alarm(60);
  check_start_child();
  file = train(w->index * BATCH / WORKERS, BATCH / WORKERS, w);
  CHECK(w->calls == STEPS);
  CHECK(write_file(step_path, file.data, file.size));
  file = fit(w);
  CHECK(write_file(fit_path, file.data, file.size));
  _exit(check_failures() != 0);
}

void test_workers(void) {
  char step_paths[WORKERS][512], fit_paths[WORKERS][512];
  bytes one_step = train(0, BATCH, NULL), one_fit = fit(NULL);
  pid_t children[WORKERS];
  pthread_barrierattr_t attributes;
  shared *memory =
      mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED && one_step.size > 0 && one_fit.size > 0);
  pthread_barrierattr_init(&attributes);
  pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  REQUIRE(pthread_barrier_init(&memory->barrier, &attributes, WORKERS) == 0);
  fflush(stdout);
  for (int i = 0; i < WORKERS; i++) {
    worker w = {memory, i, 0};
    snprintf(step_paths[i], sizeof step_paths[i], "%s.%d", fixture_path("worker-step"), i);
    snprintf(fit_paths[i], sizeof fit_paths[i], "%s.%d", fixture_path("worker-fit"), i);
    children[i] = fork();
    REQUIRE(children[i] >= 0);
    if (children[i] == 0) work(&w, step_paths[i], fit_paths[i]);
  }
  for (int i = 0; i < WORKERS; i++) {
    int status = -1;
    waitpid(children[i], &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  for (int i = 0; i < WORKERS; i++) {
    bytes step = bytes_of_file(step_paths[i]), whole = bytes_of_file(fit_paths[i]);
    CHECK(bytes_equal(bytes_behind_header(step), bytes_behind_header(one_step)));
    CHECK(bytes_equal(bytes_behind_header(whole), bytes_behind_header(one_fit)));
    bytes_free(&step);
    bytes_free(&whole);
  }
  bytes_free(&one_step);
  bytes_free(&one_fit);
  munmap(memory, sizeof *memory);
}
