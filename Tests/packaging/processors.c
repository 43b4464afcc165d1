/* usage: processors
 * Trains a little, classifies and augments, and prints the instruction set of the kernels that did it and a sum over
 * the augmented pixels. Meant to be run on emulated processors, which stop at an instruction that they do not have. */
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

/* A sum over what training would see of a picture under every operation on pixels. */
static unsigned long augment(void) {
  static const char *const labels[CLASSES] = {"a", "b"};
  static uint8_t pixels[SIDE * SIDE], jpeg[1 << 16], seen[21 * 20 * 3];
  scanline_pixels image;
  scanline_augmentation augmentation;
  scanline_model *model = NULL;
  size_t size = 0, needed = 0;
  unsigned long sum = 0;

  draw(pixels, 0, 1);
  scanline_pixels_init(&image);
  image.format = SCANLINE_PIXELS_GRAY;
  image.data = pixels;
  image.width = image.height = SIDE;
  check(scanline_image_encode_jpeg(&image, 90, jpeg, sizeof jpeg, &size));
  check(scanline_model_create("{\"input\": {\"width\": 21, \"height\": 20}, \"network\":"
                              " {\"layers\": [{\"type\": \"rows\"}, {\"type\": \"lstm\", \"units\": 4}]}}",
                              labels, CLASSES, 1, &model));
  scanline_augmentation_init(&augmentation);
  augmentation.rotation = 0.2f;
  augmentation.zoom = 0.3f;
  augmentation.brightness = augmentation.contrast = augmentation.saturation = 0.3f;
  augmentation.hue = 0.2f;
  augmentation.sharpness = 0.9f;
  augmentation.blur_probability = 0.5f;
  augmentation.blur_sigma = 2;
  augmentation.equalize_probability = augmentation.gray_probability = 0.3f;
  for (unsigned sample = 0; sample < 8; sample++) {
    check(scanline_model_augment(model, jpeg, size, NULL, &augmentation, 1, 1, sample, seen,
                                 sizeof seen, &needed));
    for (size_t i = 0; i < sizeof seen; i++) sum = sum * 31 + seen[i];
  }
  scanline_model_free(model);
  return sum & 0xFFFFFFFFul;
}

int main(void) {
  char info[4096];
  size_t needed;
  const char *set;
  run("{\"type\": \"lstm\", \"units\": 21, \"bidirectional\": \"concat\"}");
  run("{\"type\": \"gru\", \"units\": 16}");
  run("{\"type\": \"simple_rnn\", \"units\": 16}, {\"type\": \"dense\", \"units\": 9, "
      "\"activation\": \"tanh\"}");
  run("{\"type\": \"layer_norm\"}, {\"type\": \"lstm\", \"units\": 12}");
  check(scanline_build_info(info, sizeof info, &needed));
  set = strstr(info, "\"instruction_set\":\"");
  if (set == NULL) return 1;
  set += strlen("\"instruction_set\":\"");
  printf("%.*s %lu\n", (int)strcspn(set, "\""), set, augment());
  return 0;
}
