/* A command's options as a table: parsed with getopt_long, and printed as its help with the
 * defaults that the targets hold before parsing - so the help shows the library's own defaults. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum option_kind {
  OPTION_HEADING, /* no option: `help` is the title of those that follow */
  OPTION_SET,     /* int32_t, becomes 1 */
  OPTION_CLEAR,   /* int32_t, becomes 0 */
  OPTION_UINT32,
  OPTION_INT32,
  OPTION_UINT64,
  OPTION_BYTES, /* uint64_t, with K, M or G after it */
  OPTION_FLOAT,
  OPTION_DOUBLE,
  OPTION_TEXT,   /* const char *, borrowed from argv */
  OPTION_CHOICE, /* int32_t, one of `choices` */
  OPTION_PARSED  /* whatever `parse` makes of it */
} option_kind;

typedef struct option_choice {
  const char *name; /* NULL ends the list */
  int32_t value;
} option_choice;

typedef struct cli_option {
  option_kind kind;
  const char *name;
  const char *alias; /* NULL, or another name that is taken for it; not in the help */
  char letter; /* 0: none */
  void *target;
  const char *argument; /* the value's name in the help */
  const char *help;
  const char *fallback; /* the default in words; NULL: the target's value */
  const option_choice *choices;
  bool (*parse)(const char *text, void *target); /* OPTION_PARSED; says itself what is wrong */
  bool comes_first; /* taken before all others, wherever it stands: it sets what they change */
  bool is_given;    /* set by parsing */
} cli_option;

enum { OPTION_CAPACITY = 128 };

typedef struct option_set {
  const char *command;  /* "scanline train" */
  const char *operands; /* "FOLDER|CSV -o MODEL" */
  const char *purpose;  /* a paragraph or more for the help */
  cli_option options[OPTION_CAPACITY];
  size_t count;
} option_set;

#define OPTIONS_ADD(set, array) options_add(set, array, sizeof(array) / sizeof((array)[0]))

void options_add(option_set *set, const cli_option *options, size_t count);

typedef enum parse_result { PARSE_RUN, PARSE_HELP_SHOWN, PARSE_FAILED } parse_result;

/* Fills the targets. argv[0] is the command's name; `*operand` becomes the index of the first
 * operand. A fault is said on standard error. */
parse_result options_parse(option_set *set, int argc, char **argv, int *operand);

/* Whether the option that fills `target` was given. */
bool options_given(const option_set *set, const void *target);

/* Says what is wrong with the use of the command, and where its help is. */
void options_complain(const option_set *set, const char *format, ...);

#endif
