#define _XOPEN_SOURCE 700
#include "fixtures.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const fixture_labels[LABEL_COUNT] = {"across", "down"};
const char fixture_spec[] =
    "{\"input\": {\"width\": 16, \"height\": 16, \"channels\": 3},"
    " \"network\": {\"layers\": [{\"type\": \"rows\"}, {\"type\": \"lstm\", \"units\": 8}]}}";
const char fixture_space[] =
    "{\"units\": {\"type\": \"int\", \"low\": 4, \"high\": 12},"
    " \"learning_rate\": {\"type\": \"float\", \"low\": 0.001, \"high\": 0.1, \"scale\": \"log\"}}";

static char root[256];

int fixtures_open(void) {
  const char *base = getenv("TMPDIR");
  snprintf(root, sizeof root, "%s/scanline-harness-XXXXXX", base == NULL ? "/tmp" : base);
  return mkdtemp(root) != NULL;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
  (void)status;
  (void)kind;
  (void)walk;
  return remove(path);
}

void fixtures_close(void) {
  nftw(root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *fixture_path(const char *name) {
  static char paths[8][512];
  static unsigned next;
  char *path = paths[next++ % 8];
  snprintf(path, sizeof paths[0], "%s/%s", root, name);
  return path;
}

bytes fixture_picture(int label, unsigned number) {
  uint8_t pixels[PICTURE_SIDE * PICTURE_SIDE * 3];
  uint32_t noise = 2463534242u + 747796405u * (number + 1);
  bytes picture = {NULL, 0};
  scanline_pixels view;
  for (int y = 0; y < PICTURE_SIDE; y++) {
    for (int x = 0; x < PICTURE_SIDE; x++) {
      int stripe = ((label == 0 ? y : x) + (int)number) / 4 % 2;
      for (int c = 0; c < 3; c++) {
        noise = noise * 1664525u + 1013904223u;
        pixels[(y * PICTURE_SIDE + x) * 3 + c] = (uint8_t)((stripe ? 160 : 40) + (noise >> 27));
      }
    }
  }
  scanline_pixels_init(&view);
  view.data = pixels;
  view.width = view.height = PICTURE_SIDE;
  if (scanline_image_encode_jpeg(&view, 90, NULL, 0, &picture.size) != SCANLINE_OK) return picture;
  picture.data = malloc(picture.size);
  if (picture.data == NULL || scanline_image_encode_jpeg(&view, 90, picture.data, picture.size,
                                                         &picture.size) != SCANLINE_OK)
    bytes_free(&picture);
  return picture;
}

const char *fixture_folder(void) {
  static char folder[512];
  char path[1024];
  if (folder[0] != 0) return folder;
  snprintf(folder, sizeof folder, "%s/pictures", root);
  mkdir(folder, 0700);
  for (int label = 0; label < LABEL_COUNT; label++) {
    snprintf(path, sizeof path, "%s/%s", folder, fixture_labels[label]);
    mkdir(path, 0700);
    for (unsigned i = 0; i <= PICTURES_A_CLASS; i++) {
      bytes picture = fixture_picture(label, i);
      int is_damaged = i == PICTURES_A_CLASS;
      if (is_damaged && label == 1) {
        bytes_free(&picture);
        break;
      }
      snprintf(path, sizeof path, "%s/%s/%s%02u.jpg", folder, fixture_labels[label],
               is_damaged ? "damaged" : "good", i);
      write_file(path, picture.data, is_damaged ? picture.size / 3 : picture.size);
      bytes_free(&picture);
    }
  }
  return folder;
}

scanline_model *fixture_model(void) {
  scanline_model *model = NULL;
  scanline_model_create(fixture_spec, fixture_labels, LABEL_COUNT, 7, &model);
  return model;
}

scanline_dataset *fixture_dataset(void) {
  scanline_dataset *dataset = NULL;
  scanline_dataset_open_folder(fixture_folder(), NULL, NULL, NULL, &dataset);
  return dataset;
}

scanline_train_options fixture_options(void) {
  scanline_train_options options;
  scanline_train_options_init(&options);
  options.epochs = 2;
  options.batch_size = 8;
  options.learning_rate = 0.01;
  return options;
}

bytes bytes_of_file(const char *path) {
  bytes content = {NULL, 0};
  FILE *file = fopen(path, "rb");
  long size;
  if (file == NULL) return content;
  if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) > 0 && fseek(file, 0, SEEK_SET) == 0 &&
      (content.data = malloc((size_t)size)) != NULL)
    content.size = fread(content.data, 1, (size_t)size, file);
  fclose(file);
  return content;
}

bytes bytes_of_model(scanline_model *model) {
  bytes file = {NULL, 0};
  if (scanline_model_save_memory(model, NULL, 0, &file.size) != SCANLINE_OK) return file;
  file.data = malloc(file.size);
  if (file.data == NULL ||
      scanline_model_save_memory(model, file.data, file.size, &file.size) != SCANLINE_OK)
    bytes_free(&file);
  return file;
}

bytes bytes_behind_header(bytes file) {
  size_t header = 8;
  if (file.size < header) return (bytes){NULL, 0};
  for (int i = 0; i < 4; i++) header += (size_t)file.data[i] << (8 * i);
  if (header > file.size) header = file.size;
  return (bytes){file.data + header, file.size - header};
}

int bytes_equal(bytes left, bytes right) {
  return left.size == right.size && left.size > 0 && memcmp(left.data, right.data, left.size) == 0;
}

int write_file(const char *path, const void *data, size_t size) {
  FILE *file = fopen(path, "wb");
  if (file == NULL) return 0;
  size_t written = size == 0 ? 0 : fwrite(data, 1, size, file);
  return fclose(file) == 0 && written == size;
}

void bytes_free(bytes *b) {
  free(b->data);
  b->data = NULL;
  b->size = 0;
}

int count_files(const char *path) {
  DIR *directory = opendir(path);
  int count = 0;
  if (directory == NULL) return -1;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
    count += entry->d_name[0] != '.';
  closedir(directory);
  return count;
}
