#define _POSIX_C_SOURCE 200809L

#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal.h"

enum { HELP_COLUMN = 32, HELP_WIDTH = 98, LETTER_BASE = 256 };

void options_add(option_set *set, const cli_option *options, size_t count) {
  for (size_t i = 0; i < count && set->count < OPTION_CAPACITY; i++) {
    set->options[set->count++] = options[i];
  }
}

static bool takes_value(option_kind kind) {
  return kind != OPTION_HEADING && kind != OPTION_SET && kind != OPTION_CLEAR;
}

/* ---- Values --------------------------------------------------------------------------------- */

/* A whole number from 0 to `limit`, with a unit of K, M or G when `units`. */
static bool parse_unsigned(const char *text, uint64_t limit, bool units, uint64_t *value) {
  char *end;
  uint64_t number;
  unsigned shift = 0;
  if (text[0] < '0' || text[0] > '9') return false;
  errno = 0;
  number = strtoull(text, &end, 10);
  if (errno != 0) return false;
  if (units && *end != 0) {
    if (*end != 'K' && *end != 'M' && *end != 'G') return false;
    shift = *end == 'K' ? 10 : *end == 'M' ? 20 : 30;
    end++;
  }
  if (*end != 0 || number > limit >> shift) return false;
  *value = number << shift;
  return true;
}

static bool parse_signed(const char *text, int32_t *value) {
  char *end;
  long number;
  errno = 0;
  number = strtol(text, &end, 10);
  if (end == text || *end != 0 || errno != 0 || number < INT32_MIN || number > INT32_MAX) {
    return false;
  }
  *value = (int32_t)number;
  return true;
}

static bool parse_double(const char *text, double *value) {
  char *end;
  double number = strtod(text, &end);
  if (end == text || *end != 0) return false;
  *value = number;
  return true;
}

/* Names are written with hyphens or, as in C and Python, with underscores. */
static bool same_name(const char *one, const char *other) {
  for (; *one && *other; one++, other++) {
    if ((*one == '_' ? '-' : *one) != (*other == '_' ? '-' : *other)) return false;
  }
  return *one == *other;
}

static bool parse_choice(const char *text, const option_choice *choices, int32_t *value) {
  for (; choices->name; choices++) {
    if (same_name(choices->name, text)) {
      *value = choices->value;
      return true;
    }
  }
  return false;
}

static void append(char *text, size_t capacity, const char *format, ...) CLI_PRINTF(3, 4);

static void append(char *text, size_t capacity, const char *format, ...) {
  size_t length = strlen(text);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text + length, capacity - length, format, arguments);
  va_end(arguments);
}

static void append_choices(char *text, size_t capacity, const option_choice *choices) {
  for (const option_choice *choice = choices; choice->name; choice++) {
    append(text, capacity, "%s%s", choice == choices ? "" : ", ", choice->name);
  }
}

static void complain_of_value(const option_set *set, const cli_option *option, const char *text) {
  char names[256] = "";
  switch (option->kind) {
    case OPTION_UINT32:
      options_complain(set, "--%s: '%s' is not a whole number from 0 to %" PRIu32, option->name,
                       text, UINT32_MAX);
      break;
    case OPTION_UINT64:
      options_complain(set, "--%s: '%s' is not a whole number from 0 to %" PRIu64, option->name,
                       text, UINT64_MAX);
      break;
    case OPTION_BYTES:
      options_complain(set, "--%s: '%s' is not a number of bytes like 1000000, 512K, 64M or 2G",
                       option->name, text);
      break;
    case OPTION_INT32:
      options_complain(set, "--%s: '%s' is not a whole number", option->name, text);
      break;
    case OPTION_CHOICE:
      append_choices(names, sizeof names, option->choices);
      options_complain(set, "--%s: '%s' is not one of %s", option->name, text, names);
      break;
    default: options_complain(set, "--%s: '%s' is not a number", option->name, text);
  }
}

static bool take(const option_set *set, const cli_option *option, const char *text) {
  bool good = true;
  uint64_t number = 0;
  double real = 0;
  switch (option->kind) {
    case OPTION_HEADING: break;
    case OPTION_SET: *(int32_t *)option->target = 1; break;
    case OPTION_CLEAR: *(int32_t *)option->target = 0; break;
    case OPTION_UINT32:
      good = parse_unsigned(text, UINT32_MAX, false, &number);
      if (good) *(uint32_t *)option->target = (uint32_t)number;
      break;
    case OPTION_INT32: good = parse_signed(text, option->target); break;
    case OPTION_UINT64: good = parse_unsigned(text, UINT64_MAX, false, option->target); break;
    case OPTION_BYTES: good = parse_unsigned(text, UINT64_MAX, true, option->target); break;
    case OPTION_FLOAT:
      good = parse_double(text, &real);
      if (good) *(float *)option->target = (float)real;
      break;
    case OPTION_DOUBLE: good = parse_double(text, option->target); break;
    case OPTION_TEXT: *(const char **)option->target = text; break;
    case OPTION_CHOICE: good = parse_choice(text, option->choices, option->target); break;
    case OPTION_PARSED: return option->parse(text, option->target);
  }
  if (!good) complain_of_value(set, option, text);
  return good;
}

/* ---- Help ----------------------------------------------------------------------------------- */

static void append_bytes(char *text, size_t capacity, uint64_t bytes) {
  if (bytes >> 30 << 30 == bytes) {
    append(text, capacity, " (default: %" PRIu64 "G)", bytes >> 30);
  } else if (bytes >> 20 << 20 == bytes) {
    append(text, capacity, " (default: %" PRIu64 "M)", bytes >> 20);
  } else {
    append(text, capacity, " (default: %" PRIu64 ")", bytes);
  }
}

static void append_default(char *text, size_t capacity, const cli_option *option) {
  const char *name = NULL;
  if (option->fallback) {
    if (option->fallback[0] != 0) append(text, capacity, " (default: %s)", option->fallback);
    return;
  }
  switch (option->kind) {
    case OPTION_UINT32:
      append(text, capacity, " (default: %" PRIu32 ")", *(uint32_t *)option->target);
      break;
    case OPTION_INT32:
      append(text, capacity, " (default: %" PRId32 ")", *(int32_t *)option->target);
      break;
    case OPTION_UINT64:
      append(text, capacity, " (default: %" PRIu64 ")", *(uint64_t *)option->target);
      break;
    case OPTION_BYTES: append_bytes(text, capacity, *(uint64_t *)option->target); break;
    case OPTION_FLOAT:
      append(text, capacity, " (default: %g)", (double)*(float *)option->target);
      break;
    case OPTION_DOUBLE: append(text, capacity, " (default: %g)", *(double *)option->target); break;
    case OPTION_CHOICE:
      for (const option_choice *choice = option->choices; choice->name; choice++) {
        if (choice->value == *(int32_t *)option->target) name = choice->name;
      }
      if (name) append(text, capacity, " (default: %s)", name);
      break;
    default: break;
  }
}

/* Prints `text` from HELP_COLUMN on, broken at spaces. */
static void print_wrapped(const char *text, int column) {
  while (*text) {
    size_t length = strcspn(text, " ");
    if (column > HELP_COLUMN && column + 1 + (int)length > HELP_WIDTH) {
      printf("\n%*s", HELP_COLUMN, "");
      column = HELP_COLUMN;
    } else if (column > HELP_COLUMN) {
      putchar(' ');
      column++;
    }
    printf("%.*s", (int)length, text);
    column += (int)length;
    text += length;
    text += strspn(text, " ");
  }
  putchar('\n');
}

static void print_option(const cli_option *option) {
  char left[80] = "", right[512] = "";
  if (option->kind == OPTION_HEADING) {
    printf("\n%s:\n", option->help);
    return;
  }
  if (option->letter) {
    append(left, sizeof left, "  -%c, --%s", option->letter, option->name);
  } else {
    append(left, sizeof left, "      --%s", option->name);
  }
  if (takes_value(option->kind)) append(left, sizeof left, " %s", option->argument);
  append(right, sizeof right, "%s", option->help);
  if (option->choices) {
    append(right, sizeof right, ": ");
    append_choices(right, sizeof right, option->choices);
  }
  append_default(right, sizeof right, option);
  if (strlen(left) + 2 > HELP_COLUMN) {
    printf("%s\n%*s", left, HELP_COLUMN, "");
  } else {
    printf("%-*s", HELP_COLUMN, left);
  }
  print_wrapped(right, HELP_COLUMN);
}

static void print_help(const option_set *set) {
  printf("Usage: %s [OPTION]... %s\n\n%s\n", set->command, set->operands, set->purpose);
  for (size_t i = 0; i < set->count; i++) print_option(&set->options[i]);
  print_option(&(cli_option){
      .kind = OPTION_SET, .name = "help", .letter = 'h', .help = "show this and end"});
}

/* ---- Parsing -------------------------------------------------------------------------------- */

void options_complain(const option_set *set, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  terminal_error("%s (see '%s --help')", message, set->command);
}

/* Without the program's name getopt would say its messages in another form than ours. */
static void complain_of_argument(const option_set *set, int found, char *const *argv) {
  const char *argument = argv[optind - 1];
  if (found == ':') {
    options_complain(set, "option '%s' needs a value", argument);
  } else if (optopt > 0 && optopt < LETTER_BASE) {
    options_complain(set, "there is no option '-%c'", optopt);
  } else if (optopt >= LETTER_BASE) {
    options_complain(set, "option '%s' takes no value", argument);
  } else {
    options_complain(set, "there is no option '%s', or it stands for several", argument);
  }
}

static cli_option *find(option_set *set, int found) {
  if (found >= LETTER_BASE) return &set->options[found - LETTER_BASE];
  for (size_t i = 0; i < set->count; i++) {
    if (set->options[i].letter == (char)found) return &set->options[i];
  }
  return NULL;
}

/* One way through the arguments, taking those that come first or all the others. */
static parse_result pass(option_set *set, int argc, char **argv, const char *shorts,
                         const struct option *longs, bool first) {
  int found;
  optind = 1;
  while ((found = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
    cli_option *option;
    if (found == 'h') {
      print_help(set);
      return PARSE_HELP_SHOWN;
    }
    if (found == '?' || found == ':') {
      complain_of_argument(set, found, argv);
      return PARSE_FAILED;
    }
    option = find(set, found);
    if (!option || option->comes_first != first) continue;
    if (!take(set, option, optarg)) return PARSE_FAILED;
    option->is_given = true;
  }
  return PARSE_RUN;
}

bool options_given(const option_set *set, const void *target) {
  for (size_t i = 0; i < set->count; i++) {
    if (set->options[i].target == target && set->options[i].is_given) return true;
  }
  return false;
}

parse_result options_parse(option_set *set, int argc, char **argv, int *operand) {
  struct option longs[2 * OPTION_CAPACITY + 2];
  char shorts[2 * OPTION_CAPACITY + 4] = ":h";
  size_t count = 0;

  memset(longs, 0, sizeof longs);
  for (size_t i = 0; i < set->count; i++) {
    const cli_option *option = &set->options[i];
    if (option->kind == OPTION_HEADING) continue;
    longs[count].name = option->name;
    longs[count].has_arg = takes_value(option->kind) ? required_argument : no_argument;
    longs[count].val = LETTER_BASE + (int)i;
    count++;
    if (option->alias) {
      longs[count] = longs[count - 1];
      longs[count++].name = option->alias;
    }
    if (option->letter) {
      append(shorts, sizeof shorts, "%c%s", option->letter, takes_value(option->kind) ? ":" : "");
    }
  }
  longs[count].name = "help";
  longs[count].val = 'h';

  opterr = 0;
  parse_result result = pass(set, argc, argv, shorts, longs, true);
  if (result == PARSE_RUN) result = pass(set, argc, argv, shorts, longs, false);
  *operand = optind;
  return result;
}
