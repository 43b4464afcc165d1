#define _POSIX_C_SOURCE 200809L

#include "terminal.h"

#include <errno.h>
#include <scanline.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* There is one standard error in a process, hence one line of progress. */
static struct {
  bool quiet;
  bool hushed;
  bool drawn;
  double last_drawn;
  int output_failure; /* errno */
} state;

enum { BAR_CAPACITY = 64, MESSAGE_CAPACITY = 1 << 14 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void warn(scanline_log_level level, const char *message, void *user_data) {
  (void)user_data;
  if (level == SCANLINE_LOG_WARNING && !state.hushed) terminal_note("Warning: %s", message);
}

void terminal_start(bool quiet) {
  state.quiet = quiet;
  scanline_log_set_callback(warn, NULL);
}

void terminal_hush(bool hushed) { state.hushed = hushed; }

void terminal_progress(const char *format, ...) {
  double time = now();
  va_list arguments;
  if (state.quiet || !isatty(STDERR_FILENO)) return;
  if (state.drawn && time - state.last_drawn < 0.1) return;
  state.drawn = true;
  state.last_drawn = time;
  fputs("\r\033[K", stderr);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fflush(stderr);
}

void terminal_clear(void) {
  if (!state.drawn) return;
  fputs("\r\033[K", stderr);
  fflush(stderr);
  state.drawn = false;
}

void terminal_put(FILE *stream, const char *text) {
  for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
    /* The second kind of control characters has two bytes in UTF-8. */
    bool pair = at[0] == 0xC2 && at[1] >= 0x80 && at[1] <= 0x9F;
    if (pair) {
      fprintf(stream, "\\x%02X\\x%02X", at[0], at[1]);
      at++;
    } else if (*at < 0x20 || *at == 0x7F || (*at == '\\' && at[1] == 'x')) {
      fprintf(stream, "\\x%02X", *at);
    } else {
      putc(*at, stream);
    }
  }
}

static void put_message(const char *format, va_list arguments) {
  char text[MESSAGE_CAPACITY];
  vsnprintf(text, sizeof text, format, arguments);
  flockfile(stderr); /* warnings come from any thread */
  terminal_put(stderr, text);
  putc('\n', stderr);
  funlockfile(stderr);
}

void terminal_note(const char *format, ...) {
  va_list arguments;
  if (state.quiet) return;
  terminal_flush_output(); /* what was printed before stands before */
  terminal_clear();
  va_start(arguments, format);
  put_message(format, arguments);
  va_end(arguments);
}

void terminal_error(const char *format, ...) {
  va_list arguments;
  terminal_flush_output();
  terminal_clear();
  fputs("scanline: ", stderr);
  va_start(arguments, format);
  put_message(format, arguments);
  va_end(arguments);
}

void terminal_flush_output(void) {
  if (fflush(stdout) != 0 && state.output_failure == 0) state.output_failure = errno;
}

int terminal_output_failed(void) {
  terminal_flush_output();
  if (state.output_failure == 0 && ferror(stdout)) state.output_failure = EIO;
  return state.output_failure;
}

const char *plural(uint64_t count) {
  return count == 1 ? "" : "s";
}

const char *terminal_bar(double done, double total, int width) {
  static char bar[BAR_CAPACITY];
  double share = total > 0 ? done / total : 0;
  int filled;
  if (width > BAR_CAPACITY - 1) width = BAR_CAPACITY - 1;
  filled = (int)(share * width + 0.5);
  for (int i = 0; i < width; i++) bar[i] = i < filled ? '#' : '.';
  bar[width] = 0;
  return bar;
}
