/* usage: processors
 * Trains a little and classifies, and prints the instruction set of the kernels that did it. Meant to be
 * run on emulated processors, which stop at an instruction that they do not have. */
#include <math.h>
#include <scanline.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 24, BATCH = 8, CLASSES = 2, STEPS = 12 };

static void check(scanline_status status) {
  if (status == SCANLINE_OK) return;
  printf("%s: %s\n", scanline_status_name(status), scanline_last_error_message());
  exit(1);
}

/* Stripes that lie, or stripes that stand. */
static void draw(uint8_t *pixels, int kind, int shift) {
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      pixels[y * SIDE + x] = ((kind == 0 ? y : x) + shift) / 3 % 2 ? 200 : 50;
}

static void run(const char *layers) {
  static const char *const labels[CLASSES] = {"lying", "standing"};
  static uint8_t pixels[BATCH][SIDE * SIDE];
  scanline_pixels images[BATCH];
  int32_t classes[BATCH];
  float probabilities[CLASSES];
  double loss = NAN, first = NAN;
  char spec[512];
  scanline_model *model = NULL;
  scanline_trainer *trainer = NULL;
  scanline_train_options options;

  snprintf(spec, sizeof spec,
           "{\"input\": {\"width\": 21, \"height\": 20, \"channels\": 1, \"mean\": [0.5],"
           " \"deviation\": [0.25]}, \"network\": {\"layers\": [{\"type\": \"rows\"}, %s]}}",
           layers);
  check(scanline_model_create(spec, labels, CLASSES, 1, &model));
  scanline_train_options_init(&options);
  options.threads = 2;
  options.learning_rate = 0.02;
  check(scanline_trainer_create(model, &options, &trainer));
  for (int step = 0; step < STEPS; step++) {
    for (int i = 0; i < BATCH; i++) {
      classes[i] = i % CLASSES;
      draw(pixels[i], classes[i], step + i);
      scanline_pixels_init(&images[i]);
      images[i].format = SCANLINE_PIXELS_GRAY;
      images[i].data = pixels[i];
      images[i].width = images[i].height = SIDE;
    }
    check(scanline_trainer_step_pixels(trainer, images, classes, BATCH, &loss));
    if (step == 0) first = loss;
  }
  check(scanline_trainer_publish(trainer));
  check(scanline_model_classify_pixels(model, &images[0], probabilities, CLASSES));
  if (!(loss < first && probabilities[0] > probabilities[1])) {
    printf("%s learnt nothing: loss %g, then %g\n", layers, first, loss);
    exit(1);
  }
  scanline_trainer_free(trainer);
  scanline_model_free(model);
}

int main(void) {
  char info[4096];
  size_t needed;
  const char *set;
  run("{\"type\": \"lstm\", \"units\": 21, \"bidirectional\": \"concat\"}");
  run("{\"type\": \"gru\", \"units\": 16}");
  run("{\"type\": \"simple_rnn\", \"units\": 16}, {\"type\": \"dense\", \"units\": 9, "
      "\"activation\": \"tanh\"}");
  check(scanline_build_info(info, sizeof info, &needed));
  set = strstr(info, "\"instruction_set\":\"");
  if (set == NULL) return 1;
  set += strlen("\"instruction_set\":\"");
  printf("%.*s\n", (int)strcspn(set, "\""), set);
  return 0;
}
