/* What the library's time goes into, one piece at a time: `make bench-steps`, or
 *
 *   build/steps TASK [REPEATS [THREADS]]
 *
 * prints one line of JSON: the median, the 99th percentile and the least of the processor times (all
 * threads') of one repeat, in milliseconds. Pictures have the network's size, so that next to nothing
 * of it is resampling. */
#define _POSIX_C_SOURCE 200809L
#include <scanline.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SIDE = 64, BATCH = 32, LABELS = 3, WARM_UP = 3, PICTURE = SIDE * SIDE * 3 };

/* These networks read a picture of 64 x 64 x 3 as 64 steps of 192. */
#define NETWORK(layers) \
  "{\"input\": {\"width\": 64, \"height\": 64, \"channels\": 3}," \
  " \"network\": {\"layers\": [{\"type\": \"rows\"}, " layers "]}}"
#define CELL(type) "{\"type\": \"" type "\", \"units\": 128}"
/* Products small enough for kernels of OpenBLAS's that are not those of large ones. */
#define SMALL \
  "{\"type\": \"layer_norm\"}, {\"type\": \"simple_rnn\", \"units\": 8}, {\"type\": \"lstm\", \"units\": 12}," \
  " {\"type\": \"dropout\", \"rate\": 0.2}, {\"type\": \"pool\", \"kind\": \"mean\"}," \
  " {\"type\": \"dense\", \"units\": 40, \"activation\": \"gelu\"}"
#define LAYER_NORM "{\"type\": \"layer_norm\"}"
#define NORMS \
  "{\"type\": \"dense\", \"units\": 128}, " LAYER_NORM ", " LAYER_NORM ", " LAYER_NORM ", " LAYER_NORM \
  ", {\"type\": \"pool\", \"kind\": \"mean\"}"
#define BOTH_WAYS "{\"type\": \"lstm\", \"units\": 128, \"bidirectional\": \"concat\"}"

static const struct task {
  const char *name;
  const char *spec;
  int trains; /* a step on a batch of 32; else one picture is classified */
} tasks[] = {
    {"lstm-step", NETWORK(CELL("lstm")), 1},
    {"gru-step", NETWORK(CELL("gru")), 1},
    {"rnn-step", NETWORK(CELL("simple_rnn")), 1},
    {"bilstm2-step", NETWORK(BOTH_WAYS ", " BOTH_WAYS), 1},
    {"small-step", NETWORK(CELL("gru") ", " SMALL), 1},
    {"norm-step", NETWORK(NORMS), 1},
    {"fast-step", "fast", 1},
    {"base-step", "base", 1},
    {"lstm-classify", NETWORK(CELL("lstm")), 0},
    {"gru-classify", NETWORK(CELL("gru")), 0},
    {"bilstm2-classify", NETWORK(BOTH_WAYS ", " BOTH_WAYS), 0},
    {"small-classify", NETWORK(CELL("gru") ", " SMALL), 0},
    {"fast-classify", "fast", 0},
    {"base-classify", "base", 0},
};
enum { TASKS = sizeof tasks / sizeof *tasks };

static void check(scanline_status status) {
  if (status == SCANLINE_OK) return;
  fprintf(stderr, "%s: %s\n", scanline_status_name(status), scanline_last_error_message());
  exit(1);
}

static double processor_milliseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static void run(const struct task *task, size_t repeats, uint32_t threads) {
  static const char *const labels[LABELS] = {"a", "b", "c"};
  static uint8_t bytes[BATCH * PICTURE];
  scanline_pixels pictures[BATCH];
  int32_t truth[BATCH];
  float probabilities[LABELS];
  scanline_model *model = NULL;
  scanline_trainer *trainer = NULL;
  scanline_train_options options;
  double *times = calloc(repeats, sizeof *times);
  uint32_t noise = 1;

  if (times == NULL) exit(1);
  for (size_t i = 0; i < sizeof bytes; i++) {
    noise = noise * 1664525u + 1013904223u;
    bytes[i] = (uint8_t)(noise >> 24);
  }
  for (int i = 0; i < BATCH; i++) {
    scanline_pixels_init(&pictures[i]);
    pictures[i].data = bytes + i * PICTURE;
    pictures[i].width = pictures[i].height = SIDE;
    truth[i] = i % LABELS;
  }
  check(scanline_model_create(task->spec, labels, LABELS, 1, &model));
  scanline_train_options_init(&options);
  options.threads = threads;
  check(scanline_trainer_create(model, &options, &trainer));
  for (size_t i = 0; i < WARM_UP + repeats; i++) {
    double start = processor_milliseconds();
    if (task->trains)
      check(scanline_trainer_step_pixels(trainer, pictures, truth, BATCH, NULL));
    else
      check(scanline_model_classify_pixels(model, pictures, probabilities, LABELS));
    if (i >= WARM_UP) times[i - WARM_UP] = processor_milliseconds() - start;
  }
  qsort(times, repeats, sizeof *times, ascending);
  printf("{\"task\": \"%s\", \"median_ms\": %.4f, \"p99_ms\": %.4f, \"least_ms\": %.4f, "
         "\"repeats\": %zu, \"threads\": %u}\n",
         task->name, times[repeats / 2], times[repeats * 99 / 100], times[0], repeats,
         (unsigned)threads);
  free(times);
  scanline_trainer_free(trainer);
  scanline_model_free(model);
}

int main(int argc, char **argv) {
  size_t repeats = argc > 2 ? strtoul(argv[2], NULL, 10) : 50;
  uint32_t threads = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 1;
  for (int i = 0; i < TASKS && argc > 1 && repeats > 0; i++) {
    if (strcmp(argv[1], tasks[i].name) != 0) continue;
    run(&tasks[i], repeats, threads);
    return 0;
  }
  fprintf(stderr, "usage: %s TASK [REPEATS [THREADS]]; the tasks:\n", argv[0]);
  for (int i = 0; i < TASKS; i++) fprintf(stderr, "  %s\n", tasks[i].name);
  return 2;
}
