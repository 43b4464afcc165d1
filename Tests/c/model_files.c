/* Saved and loaded models are the same bit for bit; cut, altered and foreign files are refused. */
#include "check.h"
#include "fixtures.h"

#include <stdlib.h>

static void classify(scanline_model *model, float *probabilities) {
  bytes picture = fixture_picture(1, 5);
  OK(scanline_model_classify(model, picture.data, picture.size, NULL, probabilities, LABEL_COUNT));
  bytes_free(&picture);
}

static void round_trip(scanline_model *model, bytes file) {
  scanline_model *loaded = NULL;
  float before[LABEL_COUNT], after[LABEL_COUNT];
  const char *path = fixture_path("model.scanline");
  bytes on_disk, again;
  const char *label = NULL;
  classify(model, before);

  OK(scanline_model_save(model, path));
  on_disk = bytes_of_file(path);
  CHECK(bytes_equal(file, on_disk));
  REQUIRE_OK(scanline_model_load(path, &loaded));
  classify(loaded, after);
  CHECK(memcmp(before, after, sizeof before) == 0);
  scanline_model_free(loaded);

  REQUIRE_OK(scanline_model_load_memory(file.data, file.size, &loaded));
  classify(loaded, after);
  CHECK(memcmp(before, after, sizeof before) == 0);
  for (size_t i = 0; i < LABEL_COUNT; i++) {
    OK(scanline_model_get_label(loaded, i, &label));
    CHECK(strcmp(label, fixture_labels[i]) == 0);
  }
  again = bytes_of_model(loaded);
  CHECK(bytes_equal(file, again));
  scanline_model_free(loaded);
  bytes_free(&on_disk);
  bytes_free(&again);
}

static int is_refusal(scanline_status status) {
  return status == SCANLINE_CORRUPT_MODEL || status == SCANLINE_VERSION_MISMATCH;
}

static void cut(bytes file) {
  scanline_model *loaded;
  MARK(loaded);
  for (size_t size = 0; size < file.size; size += 1 + size / 50) {
    scanline_status status = scanline_model_load_memory(file.data, size, &loaded);
    CHECK_STATUS(SCANLINE_CORRUPT_MODEL, status);
  }
  CHECK_STATUS(SCANLINE_CORRUPT_MODEL,
               scanline_model_load_memory(file.data, file.size - 1, &loaded));
  CHECK_MARK(loaded);
}

/* Every byte of the header changed in several ways: a refusal, or a model that works. */
static void altered(bytes file) {
  static const uint8_t changes[] = {0x01, 0x80, 0xFF, ' ', '9'};
  size_t header = 8;
  for (int i = 0; i < 4; i++) header += (size_t)file.data[i] << (8 * i);
  REQUIRE(header < file.size);
  for (size_t i = 0; i < header; i++) {
    uint8_t kept = file.data[i];
    for (size_t c = 0; c < sizeof changes; c++) {
      scanline_model *loaded = NULL;
      file.data[i] = c < 3 ? kept ^ changes[c] : changes[c];
      scanline_status status = scanline_model_load_memory(file.data, file.size, &loaded);
      CHECK(status == SCANLINE_OK || is_refusal(status) || status == SCANLINE_UNSUPPORTED ||
            status == SCANLINE_NO_MEMORY);
      CHECK((status == SCANLINE_OK) == (loaded != NULL));
      scanline_model_free(loaded);
    }
    file.data[i] = kept;
  }
}

/* Weights that are not finite. */
static void not_finite(bytes file) {
  scanline_model *loaded = NULL;
  uint8_t kept[4];
  uint8_t *last = file.data + file.size - 4;
  memcpy(kept, last, 4);
  memcpy(last, "\x00\x00\xc0\x7f", 4);
  CHECK_STATUS(SCANLINE_CORRUPT_MODEL, scanline_model_load_memory(file.data, file.size, &loaded));
  memcpy(last, "\x00\x00\x80\xff", 4);
  CHECK_STATUS(SCANLINE_CORRUPT_MODEL, scanline_model_load_memory(file.data, file.size, &loaded));
  CHECK(loaded == NULL);
  memcpy(last, kept, 4);
}

static void foreign(bytes file) {
  scanline_model *loaded = NULL;
  bytes picture = fixture_picture(0, 0);
  uint8_t *longer = malloc(file.size + 4);
  const char *path = fixture_path("picture.jpg");
  static const char other[] =
      "\x55\0\0\0\0\0\0\0{\"a\": {\"dtype\": \"F32\", \"shape\": [1], "
      "\"data_offsets\": [0, 4]}}                                    \0\0\0\0";
  static const char huge[] = "\xff\xff\xff\xff\xff\xff\xff\x7f{}";
  REQUIRE(longer != NULL && picture.data != NULL);
  CHECK_STATUS(SCANLINE_CORRUPT_MODEL,
               scanline_model_load_memory(picture.data, picture.size, &loaded));
  CHECK(write_file(path, picture.data, picture.size));
  CHECK_STATUS(SCANLINE_CORRUPT_MODEL, scanline_model_load(path, &loaded));
  CHECK(strstr(scanline_last_error_message(), "picture.jpg") != NULL);
  CHECK(is_refusal(scanline_model_load_memory(other, sizeof other - 1, &loaded)));
  CHECK(is_refusal(scanline_model_load_memory(huge, sizeof huge - 1, &loaded)));
  memcpy(longer, file.data, file.size);
  memset(longer + file.size, 0, 4);
  CHECK_STATUS(SCANLINE_CORRUPT_MODEL, scanline_model_load_memory(longer, file.size + 4, &loaded));
  CHECK_STATUS(SCANLINE_IO, scanline_model_load(fixture_folder(), &loaded));
  CHECK(loaded == NULL);
  free(longer);
  bytes_free(&picture);
}

void test_model_files(void) {
  scanline_model *model = fixture_model();
  bytes file = bytes_of_model(model);
  REQUIRE(model != NULL && file.size > 8);
  round_trip(model, file);
  cut(file);
  altered(file);
  not_finite(file);
  foreign(file);
  bytes_free(&file);
  scanline_model_free(model);
}
