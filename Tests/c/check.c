#include "check.h"

#include <stdio.h>

static int failures;
static const char *test = "";

int check_report(int passed, const char *file, int line, const char *text) {
  if (passed) return 1;
  failures++;
  printf("%s:%d: %s: failed: %s\n", file, line, test, text);
  fflush(stdout);
  return 0;
}

int check_status(scanline_status expected, scanline_status status, const char *file, int line,
                 const char *call) {
  char text[1024];
  if (status == expected) {
    return check_report(status == SCANLINE_OK || scanline_last_error_message()[0] != 0, file, line,
                        "a failed call leaves a message");
  }
  snprintf(text, sizeof text, "%s gives %s, not %s (%s)", call, scanline_status_name(status),
           scanline_status_name(expected),
           status == SCANLINE_OK ? "" : scanline_last_error_message());
  return check_report(0, file, line, text);
}

int check_is_marked(const void *object, size_t size) {
  const unsigned char *bytes = object;
  for (size_t i = 0; i < size; i++)
    if (bytes[i] != 0xA5) return 0;
  return 1;
}

int check_failures(void) {
  return failures;
}

void check_start_child(void) {
  failures = 0;
}

void check_begin(const char *name) {
  test = name;
  printf("%s\n", name);
  fflush(stdout);
}

void check_end(void) {
  printf(failures == 0 ? "all passed\n" : "%d checks failed\n", failures);
}

void check_skip(const char *why) {
  printf("  skipped: %s\n", why);
}
