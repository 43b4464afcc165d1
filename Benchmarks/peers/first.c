/* From nothing to a first prediction: `first MODEL PHOTO` prints the resident memory after it, in KiB, and the
 * prediction. With REPEATS, it then classifies the photo's pixels, of the network's size, so many times, and
 * prints each one's nanoseconds. */
#define _POSIX_C_SOURCE 200809L
#include <scanline.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void check(scanline_status status) {
  if (status == SCANLINE_OK) return;
  fprintf(stderr, "%s: %s\n", scanline_status_name(status), scanline_last_error_message());
  exit(1);
}

static long resident(void) {
  char line[256];
  long size = 0;
  FILE *file = fopen("/proc/self/status", "r");
  if (file == NULL) return 0;
  while (fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, "VmRSS:", 6) == 0) size = strtol(line + 6, NULL, 10);
  fclose(file);
  return size;
}

static void repeat(scanline_model *model, long repeats) {
  static uint8_t bytes[64 * 64 * 3];
  float probabilities[3];
  scanline_pixels pixels;
  long i;
  for (i = 0; i < (long)sizeof bytes; i++) bytes[i] = (uint8_t)(i * 2654435761u >> 16);
  scanline_pixels_init(&pixels);
  pixels.data = bytes;
  pixels.width = pixels.height = 64;
  for (i = -3; i < repeats; i++) {
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    check(scanline_model_classify_pixels(model, &pixels, probabilities, 3));
    clock_gettime(CLOCK_MONOTONIC, &after);
    if (i >= 0)
      printf("%ld\n", (long)(after.tv_sec - before.tv_sec) * 1000000000L + after.tv_nsec -
                          before.tv_nsec);
  }
}

int main(int argc, char **argv) {
  scanline_model *model = NULL;
  float p[3];
  if (argc < 3) return 2;
  check(scanline_model_load(argv[1], &model));
  check(scanline_model_classify_file(model, argv[2], p, 3));
  printf("%ld [%.4f, %.4f, %.4f]\n", resident(), p[0], p[1], p[2]);
  fflush(stdout);
  if (argc > 3) repeat(model, strtol(argv[3], NULL, 10));
  scanline_model_free(model);
  return 0;
}
