/*
 * Times one pass over a folder of JPEG files, reading included, and prints files, seconds and CPU seconds.
 *
 * usage: speed scanline THREADS FOLDER    validates, quality included
 *        speed turbojpeg 1 FOLDER         decodes every file to RGB at full size, nothing more
 */
#define _XOPEN_SOURCE 700
#include <ftw.h>
#include <scanline.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <turbojpeg.h>

static unsigned long files;
static unsigned char *input, *pixels;
static size_t input_room, pixels_room;

static unsigned char *room(unsigned char **buffer, size_t *have, size_t want) {
  if (want > *have) {
    free(*buffer);
    *buffer = malloc(want);
    *have = want;
  }
  return *buffer;
}

static int decode(const char *path, const struct stat *info, int kind, struct FTW *place) {
  size_t size = (size_t)info->st_size;
  int width, height, subsampling, colours;
  FILE *file;
  tjhandle decoder;
  (void)place;
  if (kind != FTW_F) return 0;
  file = fopen(path, "rb");
  if (!file || !room(&input, &input_room, size)) return 1;
  size = fread(input, 1, size, file);
  fclose(file);
  decoder = tjInitDecompress();
  if (tjDecompressHeader3(decoder, input, size, &width, &height, &subsampling, &colours) == 0 &&
      room(&pixels, &pixels_room, (size_t)width * (size_t)height * 3)) {
    tjDecompress2(decoder, input, size, pixels, width, 0, height, TJPF_RGB, 0);
    files++;
  }
  tjDestroy(decoder);
  return 0;
}

static int32_t count(const char *path, const scanline_image_report *report, void *user_data) {
  (void)path;
  (void)report;
  (void)user_data;
  files++;
  return 0;
}

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  double wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
  if (argc != 4) return 2;
  if (strcmp(argv[1], "scanline") == 0) {
    scanline_scan_options options;
    scanline_scan_options_init(&options);
    options.threads = (uint32_t)atoi(argv[2]);
    if (scanline_folder_validate(argv[3], &options, count, NULL, NULL) != SCANLINE_OK) return 1;
  } else if (nftw(argv[3], decode, 16, 0) != 0) {
    return 1;
  }
  printf("%lu %.6f %.6f\n", files, now(CLOCK_MONOTONIC) - wall,
         now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
  return 0;
}
