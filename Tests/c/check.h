/*
 * The harness's own checks. A failed one is reported with file and line, and the test goes on
 * (REQUIRE: the test ends).
 */
#ifndef CHECK_H
#define CHECK_H

#include <scanline.h>
#include <string.h>

int check_report(int passed, const char *file, int line, const char *text);
int check_status(scanline_status expected, scanline_status status, const char *file, int line,
                 const char *call);
/* The number of checks that failed in this process. */
int check_failures(void);
/* A child process counts its own failures: call this first. */
void check_start_child(void);
/* Starts a test by name; its name is printed with its failures. */
void check_begin(const char *name);
void check_end(void);
/* A test that cannot run here says why. */
void check_skip(const char *why);

#define CHECK(condition) check_report((condition) != 0, __FILE__, __LINE__, #condition)
/* The call gives this status; one that fails also leaves a message. */
#define CHECK_STATUS(expected, call) check_status((expected), (call), __FILE__, __LINE__, #call)
#define OK(call) CHECK_STATUS(SCANLINE_OK, call)
#define REFUSES(call) CHECK_STATUS(SCANLINE_INVALID_ARGUMENT, call)
#define REQUIRE(condition)         \
  do {                             \
    if (!CHECK(condition)) return; \
  } while (0)
#define REQUIRE_OK(call)   \
  do {                     \
    if (!OK(call)) return; \
  } while (0)

/* An output before the call, to be found again after a call that fails. */
#define MARK(object) memset(&(object), 0xA5, sizeof(object))
#define CHECK_MARK(object)                                                     \
  check_report(check_is_marked(&(object), sizeof(object)), __FILE__, __LINE__, \
               #object " is untouched")
int check_is_marked(const void *object, size_t size);

/* The groups of tests, one a file. */
void test_first_fork(void);
void test_arguments(void);
void test_handles(void);
void test_structs(void);
void test_buffers(void);
void test_images(void);
void test_folders(void);
void test_model_files(void);
void test_disk(void);
void test_memory(void);
void test_threads(void);
void test_fork(void);
void test_training(void);
void test_recipe(void);
void test_answers(void);
void test_workers(void);
void test_tuning(void);
void test_spaces(void);
void test_curation(void);

#endif
