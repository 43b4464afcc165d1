/*
 * Loads a model and says what pictures show. The pictures go in as bytes in memory, as a host has
 * them that got them from a network or a database.
 *
 *     cc -std=c99 classify.c $(pkg-config --cflags --libs scanline) -o classify
 *     ./classify model.safetensors picture.jpg...
 */
#include <scanline.h>
#include <stdio.h>
#include <stdlib.h>

enum { PICTURE_CAPACITY = 16 << 20 };

static int complain(void) {
  fprintf(stderr, "%s\n", scanline_last_error_message());
  return 1;
}

/* The bytes of a file, in a buffer that the next call reuses; 0 when it cannot be read. */
static size_t read_picture(const char *path, unsigned char *bytes) {
  FILE *stream = fopen(path, "rb");
  size_t size = 0;
  if (stream) {
    size = fread(bytes, 1, PICTURE_CAPACITY, stream);
    fclose(stream);
  }
  if (size == 0) perror(path);
  return size;
}

static int classify(scanline_model *model, const char *path, unsigned char *bytes,
                    float *probabilities, size_t labels) {
  const char *label;
  size_t best = 0;
  size_t size = read_picture(path, bytes);
  if (size == 0) return 1;
  if (scanline_model_classify(model, bytes, size, path, probabilities, labels) != SCANLINE_OK) {
    return complain();
  }
  for (size_t i = 1; i < labels; i++) {
    if (probabilities[i] > probabilities[best]) best = i;
  }
  if (scanline_model_get_label(model, best, &label) != SCANLINE_OK) return complain();
  printf("%s: %s, %.1f %%\n", path, label, 100 * (double)probabilities[best]);
  return 0;
}

int main(int argc, char **argv) {
  scanline_model *model = NULL;
  scanline_model_info info;
  int code = 0;
  if (argc < 3) {
    fprintf(stderr, "usage: %s MODEL PICTURE...\n", argv[0]);
    return 2;
  }
  scanline_model_info_init(&info);
  if (scanline_model_load(argv[1], &model) != SCANLINE_OK ||
      scanline_model_get_info(model, &info) != SCANLINE_OK) {
    scanline_model_free(model);
    return complain();
  }

  float *probabilities = calloc(info.label_count, sizeof *probabilities);
  unsigned char *bytes = malloc(PICTURE_CAPACITY);
  for (int i = 2; i < argc && probabilities && bytes; i++) {
    code |= classify(model, argv[i], bytes, probabilities, info.label_count);
  }

  free(probabilities);
  free(bytes);
  scanline_model_free(model);
  return code;
}
