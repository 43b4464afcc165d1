/*
 * scanline - validates pictures, trains, tunes and uses image classifiers. It knows the library
 * only through its public header, as any other host would.
 */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "terminal.h"

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *purpose;
} commands[] = {
    {"validate", command_validate, "find damaged pictures"},
    {"duplicates", command_duplicates, "find pictures that are the same"},
    {"train", command_train, "train a model on a folder of pictures"},
    {"evaluate", command_evaluate, "measure a model on labelled pictures"},
    {"classify", command_classify, "say what pictures show"},
    {"explain", command_explain, "draw what decides a model's answer"},
    {"calibrate", command_calibrate, "fit a model's probabilities to held-out pictures"},
    {"cross-validate", command_cross_validate, "train and measure on every part in turn"},
    {"tune", command_tune, "search for the best settings"},
    {"augment", command_augment, "draw what training sees of a picture"},
    {"convert", command_convert, "save a model in another precision"},
    {"info", command_info, "describe a model, or the library"},
};

static void print_help(void) {
  printf(
      "Usage: scanline COMMAND [OPTION]... [OPERAND]...\n\n"
      "Validates pictures, and trains, tunes and uses recurrent image classifiers.\n\nCommands:\n");
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    printf("  %-14s %s\n", commands[i].name, commands[i].purpose);
  }
  printf(
      "\n'scanline COMMAND --help' shows a command's options, 'scanline --version' the version.\n\n"
      "Exit codes: 0 done; 1 done, but files are damaged or could not be classified; 2 wrong use;\n"
      "3 failed; 130 stopped by Ctrl-C, what there was is saved.\n");
}

static int run(int argc, char **argv) {
  if (argc < 2) {
    terminal_error("no command (see 'scanline --help')");
    return EXIT_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
      strcmp(argv[1], "help") == 0) {
    print_help();
    return EXIT_GOOD;
  }
  if (strcmp(argv[1], "--version") == 0) {
    printf("scanline %s\n", scanline_version());
    return EXIT_GOOD;
  }
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    if (strcmp(argv[1], commands[i].name) == 0) return commands[i].run(argc - 1, argv + 1);
  }
  terminal_error("there is no command '%s' (see 'scanline --help')", argv[1]);
  return EXIT_USAGE;
}

int main(int argc, char **argv) {
  int code = run(argc, argv);
  terminal_clear();
  /* Results that did not reach the disk are no results. */
  if (terminal_output_failed() != 0) {
    terminal_error("cannot write the output: %s", strerror(terminal_output_failed()));
    return EXIT_FAULT;
  }
  return code;
}
