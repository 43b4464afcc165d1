/*
 * The C harness: drives the library as a host would, through scanline.h alone. Exit code 0: all
 * passed. usage: harness [group ...]
 */
#include "check.h"
#include "fixtures.h"

#include <stdio.h>

static const struct {
  const char *name;
  void (*run)(void);
} groups[] = {
    {"first-fork", test_first_fork},
    {"arguments", test_arguments}, {"handles", test_handles}, {"structs", test_structs},
    {"buffers", test_buffers},     {"images", test_images},   {"folders", test_folders},
    {"model-files", test_model_files},
    {"memory", test_memory},
    {"disk", test_disk},           {"threads", test_threads}, {"fork", test_fork},
    {"training", test_training},   {"workers", test_workers}, {"tuning", test_tuning},   {"spaces", test_spaces},
    {"curation", test_curation},   {"recipe", test_recipe},
    {"answers", test_answers},
};

int main(int argc, char **argv) {
  if (!fixtures_open()) {
    fprintf(stderr, "no folder for the tests' files\n");
    return 2;
  }
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
    int wanted = argc == 1;
    for (int j = 1; j < argc; j++) wanted |= strcmp(argv[j], groups[i].name) == 0;
    if (!wanted) continue;
    check_begin(groups[i].name);
    groups[i].run();
  }
  fixtures_close();
  check_end();
  return check_failures() == 0 ? 0 : 1;
}
