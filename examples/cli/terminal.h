/* What goes to standard error: messages, and on a terminal one line of progress that is redrawn.
 * And the order and the failures of what goes to standard output. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#if defined(__GNUC__)
#define CLI_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define CLI_PRINTF(text, first)
#endif

/* To be called before the command's work: the library's warnings are notes from now on. Quiet: no
 * progress and no notes; errors are still said. */
void terminal_start(bool quiet);

/* While hushed, the library's warnings are not shown. */
void terminal_hush(bool hushed);

/* Redraws the line of progress, at most ten times a second; nothing when standard error is not a
 * terminal. */
void terminal_progress(const char *format, ...) CLI_PRINTF(1, 2);
/* Takes the line of progress away. To be called before printing to standard output. */
void terminal_clear(void);

/* A message for the user, left out when quiet. */
void terminal_note(const char *format, ...) CLI_PRINTF(1, 2);
/* An error, begun with the program's name. */
void terminal_error(const char *format, ...) CLI_PRINTF(1, 2);

/* Hands what was printed to standard output to its reader. The reason of a failure, which a stream
 * forgets, is kept for terminal_output_failed(). */
void terminal_flush_output(void);
/* 0, or the errno of the first failure to write to standard output. */
int terminal_output_failed(void);

/* Prints a text with names in it: control characters, which could move the cursor, colour the
 * terminal or begin a line that looks like another answer, as \xNN; so is the backslash of a name
 * that has such letters itself. */
void terminal_put(FILE *stream, const char *text);

/* "s" behind a number that is not one. */
const char *plural(uint64_t count);

/* A bar of `width` cells for the share `done` of `total`, in a buffer that the next call reuses. */
const char *terminal_bar(double done, double total, int width);

#endif
