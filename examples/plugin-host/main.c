/*
 * An application with a plugins folder. It is not linked with Scanline: it finds the library in the
 * folder (`make plugin` makes one), checks its version, and classifies pictures with it.
 *
 *     cc -std=c99 main.c plugin.c -ldl -o plugin-host
 *     ./plugin-host plugins/ model.safetensors picture.jpg...
 */
#include <stdio.h>
#include <stdlib.h>

#include "plugin.h"

static int complain(const plugin *scanline) {
  fprintf(stderr, "%s\n", scanline->last_error_message());
  return 1;
}

static int classify(const plugin *scanline, scanline_model *model, size_t labels,
                    const char *picture) {
  const char *label;
  size_t best = 0;
  int code = 0;
  float *probabilities = calloc(labels, sizeof *probabilities);
  if (!probabilities) return 1;
  if (scanline->model_classify_file(model, picture, probabilities, labels) != SCANLINE_OK) {
    code = complain(scanline);
  } else {
    for (size_t i = 1; i < labels; i++) {
      if (probabilities[i] > probabilities[best]) best = i;
    }
    if (scanline->model_get_label(model, best, &label) != SCANLINE_OK) {
      code = complain(scanline);
    } else {
      printf("%s: %s %.9g\n", picture, label, (double)probabilities[best]);
    }
  }
  free(probabilities);
  return code;
}

int main(int argc, char **argv) {
  plugin scanline;
  scanline_model *model = NULL;
  scanline_model_info info;
  int code = 0;
  if (argc < 4) {
    fprintf(stderr, "usage: %s FOLDER MODEL PICTURE...\n", argv[0]);
    return 2;
  }
  if (!plugin_find(&scanline, argv[1])) return 1;
  printf("Scanline %s\n", scanline.version());

  scanline.model_info_init(&info);
  if (scanline.model_load(argv[2], &model) != SCANLINE_OK ||
      scanline.model_get_info(model, &info) != SCANLINE_OK) {
    code = complain(&scanline);
  }
  for (int i = 3; i < argc && model; i++) {
    if (classify(&scanline, model, info.label_count, argv[i]) != 0) code = 1;
  }
  scanline.model_free(model);
  return code;
}
