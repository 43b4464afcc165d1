/* A host may fork before it first calls the library, as servers do, and its children may begin with many
 * threads at once: each of them then makes what the library makes at first use, and the others wait. To be
 * run before any other group. */
#define _XOPEN_SOURCE 700
#include "check.h"
#include "fixtures.h"
#include "process.h"

#include <pthread.h>
#include <stdio.h>

enum { CHILDREN = 300, THREADS = 2 };

/* Waiting by looking: woken threads would come one after the other. */
static int arrived;

static void start_together(void) {
  __atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&arrived, __ATOMIC_SEQ_CST) < THREADS) {
  }
}

/* The picture is made in a child: this process must not have called the library. */
static int draw(void *path) {
  bytes picture = fixture_picture(0, 1);
  int failed = picture.data == NULL || !write_file(path, picture.data, picture.size);
  bytes_free(&picture);
  return failed;
}

static void *validate(void *context) {
  const bytes *picture = context;
  scanline_image_report report;
  scanline_image_report_init(&report);
  start_together();
  return scanline_image_validate(picture->data, picture->size, NULL, NULL, &report) == SCANLINE_OK
             ? NULL
             : context;
}

/* The thread that forked is one of the two: what it kept of its former process is what may mislead. */
static int validate_on_two_threads(void *picture) {
  pthread_t other;
  void *failed = picture;
  if (pthread_create(&other, NULL, validate, picture) != 0) return 1;
  if (validate(picture) != NULL) return 1;
  return pthread_join(other, &failed) != 0 || failed != NULL;
}

void test_first_fork(void) {
  char path[512];
  bytes picture;
  int failures = 0;
  snprintf(path, sizeof path, "%s", fixture_path("first.jpg"));
  REQUIRE(in_child(draw, path) == 0);
  picture = bytes_of_file(path);
  REQUIRE(picture.data != NULL);
  for (int i = 0; i < CHILDREN && failures == 0; i++)
    failures = in_child(validate_on_two_threads, &picture) != 0;
  CHECK(failures == 0);
  bytes_free(&picture);
}
