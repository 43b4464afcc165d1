/* Outputs of unknown size: NULL asks, a small buffer is refused and left alone, the exact size is
 * enough. */
#include "check.h"
#include "fixtures.h"

#include <stdlib.h>

typedef struct call {
  scanline_model *model;
  scanline_trainer *trainer;
  scanline_tuner *tuner;
  bytes picture;
} call;

typedef scanline_status (*writer)(const call *c, void *buffer, size_t capacity, size_t *needed);

static scanline_status build_info(const call *c, void *buffer, size_t capacity, size_t *needed) {
  (void)c;
  return scanline_build_info(buffer, capacity, needed);
}
static scanline_status spec(const call *c, void *buffer, size_t capacity, size_t *needed) {
  return scanline_model_get_spec(c->model, buffer, capacity, needed);
}
static scanline_status summary(const call *c, void *buffer, size_t capacity, size_t *needed) {
  return scanline_model_get_summary(c->model, buffer, capacity, needed);
}
static scanline_status save(const call *c, void *buffer, size_t capacity, size_t *needed) {
  return scanline_model_save_memory(c->model, buffer, capacity, needed);
}
static scanline_status history(const call *c, void *buffer, size_t capacity, size_t *needed) {
  return scanline_trainer_get_history(c->trainer, buffer, capacity, needed);
}
static scanline_status trials(const call *c, void *buffer, size_t capacity, size_t *needed) {
  return scanline_tuner_get_summary(c->tuner, buffer, capacity, needed);
}
static scanline_status augmented(const call *c, void *buffer, size_t capacity, size_t *needed) {
  return scanline_model_augment(c->model, c->picture.data, c->picture.size, NULL, NULL, 1, 1, 1,
                                buffer, capacity, needed);
}
static scanline_status decoded(const call *c, void *buffer, size_t capacity, size_t *needed) {
  return scanline_image_decode(c->picture.data, c->picture.size, NULL, NULL, SCANLINE_PIXELS_BGRA,
                               buffer, capacity, NULL, NULL, needed);
}
static scanline_status encoded(const call *c, void *buffer, size_t capacity, size_t *needed) {
  static const uint8_t dots[12];
  scanline_pixels pixels;
  (void)c;
  scanline_pixels_init(&pixels);
  pixels.data = dots;
  pixels.width = pixels.height = 2;
  return scanline_image_encode_jpeg(&pixels, 80, buffer, capacity, needed);
}

static void check_writer(writer write, const call *c, int is_text) {
  size_t size = 0, needed = 0;
  unsigned char *buffer;
  REQUIRE_OK(write(c, NULL, 0, &size));
  CHECK(size > 0);
  buffer = malloc(size + 1);
  REQUIRE(buffer != NULL);
  memset(buffer, 0xA5, size + 1);
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL, write(c, buffer, size - 1, &needed));
  CHECK(needed == size);
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL, write(c, buffer, 0, NULL));
  CHECK(check_is_marked(buffer, size + 1));
  OK(write(c, buffer, size, &needed));
  CHECK(needed == size);
  CHECK(buffer[size] == 0xA5);
  if (is_text) CHECK(strlen((char *)buffer) == size - 1);
  OK(write(c, buffer, size, NULL));
  free(buffer);
}

void test_buffers(void) {
  call c = {fixture_model(), NULL, NULL, fixture_picture(1, 3)};
  REQUIRE(c.model != NULL && c.picture.data != NULL);
  OK(scanline_trainer_create(c.model, NULL, &c.trainer));
  OK(scanline_tuner_create(fixture_space, NULL, &c.tuner));
  check_writer(build_info, &c, 1);
  check_writer(spec, &c, 1);
  check_writer(summary, &c, 1);
  check_writer(history, &c, 1);
  check_writer(trials, &c, 1);
  check_writer(save, &c, 0);
  check_writer(augmented, &c, 0);
  check_writer(decoded, &c, 0);
  check_writer(encoded, &c, 0);
  scanline_tuner_free(c.tuner);
  scanline_trainer_free(c.trainer);
  scanline_model_free(c.model);
  bytes_free(&c.picture);
}
