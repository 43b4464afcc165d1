/* Memory that is short while a model classifies, or for threads: an error, never the end of the process, and an
 * answer once there is enough. */
#define _XOPEN_SOURCE 700
#include "check.h"
#include "fixtures.h"
#include "process.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/* Exit codes of a child. */
enum { ANSWERED = 0, WITHOUT_MEMORY = 1, WRONG = 2, CANNOT = 77 };

enum { MIB = 1 << 20 };

/* 25 MiB of weights. Those that classify are made of them at the first picture: batch normalisation is put
 * into the kernels, and these are packed. */
static const char spec[] =
    "{\"input\": {\"width\": 16, \"height\": 16, \"channels\": 3},"
    " \"network\": {\"layers\": [{\"type\": \"rows\"}, {\"type\": \"dense\", \"units\": 2500},"
    " {\"type\": \"batch_norm\"}, {\"type\": \"dense\", \"units\": 2500}, {\"type\": \"batch_norm\"},"
    " {\"type\": \"pool\", \"kind\": \"mean\"}]}}";

static scanline_status classify(scanline_model *model, float *probabilities) {
  bytes picture = fixture_picture(0, 1);
  scanline_status status = scanline_model_classify(model, picture.data, picture.size, NULL,
                                                   probabilities, LABEL_COUNT);
  bytes_free(&picture);
  return status;
}

/* Bytes of address space that this process takes; 0 if that is not told. */
static rlim_t address_space(void) {
  unsigned long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL) return 0;
  if (fscanf(file, "%lu", &pages) != 1) pages = 0;
  fclose(file);
  return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

typedef struct room {
  scanline_model *model;
  rlim_t size;
} room;

/* Classifies with so much more address space than the process takes already. */
static int with_room(void *context) {
  const room *room = context;
  struct rlimit limit;
  rlim_t taken = address_space();
  float there[LABEL_COUNT] = {0}, here[LABEL_COUNT] = {0};
  scanline_status status;
  if (taken == 0 || getrlimit(RLIMIT_AS, &limit) != 0) return CANNOT;
  limit.rlim_cur = taken + room->size;
  if (setrlimit(RLIMIT_AS, &limit) != 0) return CANNOT;
  status = classify(room->model, here);
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_AS, &limit) != 0) return CANNOT;
  if (status != SCANLINE_OK && status != SCANLINE_NO_MEMORY) return WRONG;
  /* The shortage leaves no trace. */
  OK(classify(room->model, there));
  if (status == SCANLINE_OK) CHECK(memcmp(here, there, sizeof here) == 0);
  if (check_failures() != 0) return WRONG;
  return status == SCANLINE_OK ? ANSWERED : WITHOUT_MEMORY;
}

/* Opens a data set with many threads, for whose work little is left once some of them have their stacks. */
static int with_threads(void *context) {
  struct rlimit limit;
  rlim_t taken = address_space();
  scanline_dataset_options options;
  scanline_dataset *dataset = NULL;
  if (taken == 0 || getrlimit(RLIMIT_AS, &limit) != 0) return CANNOT;
  limit.rlim_cur = taken + *(const rlim_t *)context;
  if (setrlimit(RLIMIT_AS, &limit) != 0) return CANNOT;
  scanline_dataset_options_init(&options);
  options.threads = 16;
  if (scanline_dataset_open_folder(fixture_folder(), &options, NULL, NULL, &dataset) != SCANLINE_OK)
    return WITHOUT_MEMORY;
  scanline_dataset_free(dataset);
  return ANSWERED;
}

/* Stacks have 8 MiB; so much more is left. */
static void test_room_for_threads(void) {
  for (rlim_t stacks = 1; stacks <= 4; stacks++)
    for (rlim_t left = 128; left <= 1024; left += 128) {
      rlim_t size = (stacks * 8 << 20) + (left << 10);
      int result = in_child(with_threads, &size);
      if (result == CANNOT) return;
      CHECK(result == ANSWERED || result == WITHOUT_MEMORY);
    }
}

void test_memory(void) {
  static const rlim_t sizes[] = {4, 16, 28, 40, 52, 58, 64, 256};
  enum { COUNT = sizeof sizes / sizeof *sizes };
  int results[COUNT];
  room room = {NULL, 0};
  scanline_model *small = fixture_model();
  float probabilities[LABEL_COUNT];
  /* What the first picture of a process asks for is there. */
  OK(classify(small, probabilities));
  REQUIRE_OK(scanline_model_create(spec, fixture_labels, LABEL_COUNT, 1, &room.model));
  for (int i = 0; i < COUNT; i++) {
    room.size = sizes[i] * MIB;
    results[i] = in_child(with_room, &room);
    if (results[i] == CANNOT) {
      check_skip("this machine does not permit it here");
      break;
    }
    CHECK(results[i] == ANSWERED || results[i] == WITHOUT_MEMORY);
    if (i == 0) CHECK(results[i] == WITHOUT_MEMORY);
    if (i == COUNT - 1) CHECK(results[i] == ANSWERED);
  }
  scanline_model_free(room.model);
  scanline_model_free(small);
  test_room_for_threads();
}
