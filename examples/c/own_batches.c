/*
 * Trains with batches that the host makes itself: no files, no dataset, the training loop is the
 * host's own. Here the pictures are drawn: stripes that lie, stripes that stand, and checks.
 *
 *     cc -std=c99 own_batches.c $(pkg-config --cflags --libs scanline) -o own_batches
 *     ./own_batches
 */
#include <scanline.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 32, BATCH = 16, CLASSES = 3, STEPS = 120, TRIALS = 60 };

static const char *const labels[CLASSES] = {"lying", "standing", "checks"};

/* A small network, so that this ends at once. */
static const char *const spec =
    "{\"input\": {\"width\": 32, \"height\": 32, \"channels\": 1, \"mean\": [0.5],"
    " \"deviation\": [0.25]},"
    " \"network\": {\"layers\": [{\"type\": \"rows\"}, {\"type\": \"gru\", \"units\": 24}]}}";

static void check(scanline_status status) {
  if (status == SCANLINE_OK) return;
  fprintf(stderr, "%s: %s\n", scanline_status_name(status), scanline_last_error_message());
  exit(1);
}

static uint32_t next_random(void) {
  static uint32_t state = 1; /* the same pictures on every run (Numerical Recipes' generator) */
  state = state * 1664525u + 1013904223u;
  return state >> 16;
}

/* Draws one picture of a random class into `pixels` and returns the class. */
static int32_t draw(uint8_t *pixels) {
  int32_t kind = (int32_t)(next_random() % CLASSES);
  uint32_t period = 6 + next_random() % 6;
  uint32_t dx = next_random() % period, dy = next_random() % period;
  for (uint32_t y = 0; y < SIDE; y++) {
    for (uint32_t x = 0; x < SIDE; x++) {
      uint32_t across = (x + dx) / (period / 2) % 2, down = (y + dy) / (period / 2) % 2;
      uint32_t bright = kind == 0 ? down : kind == 1 ? across : across ^ down;
      pixels[y * SIDE + x] = (uint8_t)(bright * 150 + next_random() % 100);
    }
  }
  return kind;
}

static scanline_pixels view(const uint8_t *pixels) {
  scanline_pixels result;
  scanline_pixels_init(&result);
  result.format = SCANLINE_PIXELS_GRAY;
  result.data = pixels;
  result.width = SIDE;
  result.height = SIDE;
  return result;
}

static void train(scanline_trainer *trainer) {
  static uint8_t pixels[BATCH][SIDE * SIDE];
  scanline_pixels images[BATCH];
  int32_t classes[BATCH];
  double loss;
  for (int step = 1; step <= STEPS; step++) {
    for (int i = 0; i < BATCH; i++) {
      classes[i] = draw(pixels[i]);
      images[i] = view(pixels[i]);
    }
    check(scanline_trainer_step_pixels(trainer, images, classes, BATCH, &loss));
    if (step % 20 == 0) printf("step %3d: loss %.4f\n", step, loss);
  }
}

static int count_right(scanline_model *model) {
  static uint8_t pixels[SIDE * SIDE];
  float probabilities[CLASSES];
  int right = 0;
  for (int i = 0; i < TRIALS; i++) {
    int32_t truth = draw(pixels);
    int32_t best = 0;
    scanline_pixels image = view(pixels);
    check(scanline_model_classify_pixels(model, &image, probabilities, CLASSES));
    for (int32_t j = 1; j < CLASSES; j++) {
      if (probabilities[j] > probabilities[best]) best = j;
    }
    right += best == truth;
  }
  return right;
}

int main(void) {
  scanline_model *model = NULL;
  scanline_trainer *trainer = NULL;
  scanline_train_options options;
  int right;

  scanline_train_options_init(&options);
  options.learning_rate = 0.01;
  check(scanline_model_create(spec, labels, CLASSES, 1, &model));
  check(scanline_trainer_create(model, &options, &trainer));
  train(trainer);

  check(scanline_trainer_publish(trainer)); /* the model gets the trained weights */
  right = count_right(model);
  printf("%d of %d new pictures right\n", right, TRIALS);

  scanline_trainer_free(trainer);
  scanline_model_free(model);
  return 0;
}
