/* Pictures in and out; a folder with a damaged file; callbacks that stop. */
#include "check.h"
#include "fixtures.h"

#include <stdlib.h>

typedef struct visit {
  unsigned calls, damaged, stop_after;
  char last[1024];
  int in_order;
} visit;

static int32_t count_reports(const char *path, const scanline_image_report *report,
                             void *user_data) {
  visit *v = user_data;
  v->calls++;
  v->damaged += report->verdict != SCANLINE_VERDICT_OK;
  v->in_order &= strcmp(v->last, path) < 0;
  strncpy(v->last, path, sizeof v->last - 1);
  return v->calls == v->stop_after;
}

static void folder(void) {
  visit all = {0, 0, 0, "", 1}, some = {0, 0, 3, "", 1};
  scanline_scan_summary summary;
  scanline_scan_summary_init(&summary);
  OK(scanline_folder_validate(fixture_folder(), NULL, count_reports, &all, &summary));
  CHECK(all.calls == LABEL_COUNT * PICTURES_A_CLASS + 1);
  CHECK(all.damaged == 1);
  CHECK(all.in_order);
  CHECK(summary.files == all.calls && summary.ok == all.calls - 1);
  scanline_scan_summary_init(&summary);
  CHECK_STATUS(SCANLINE_CANCELLED,
               scanline_folder_validate(fixture_folder(), NULL, count_reports, &some, &summary));
  CHECK(some.calls == 3);
  CHECK(summary.files == 0);
}

static void limits(void) {
  bytes picture = fixture_picture(0, 0);
  scanline_limits limit;
  scanline_image_report report;
  uint8_t pixels[PICTURE_SIDE * PICTURE_SIDE * 3];
  scanline_limits_init(&limit);
  scanline_image_report_init(&report);
  limit.max_pixels = PICTURE_SIDE * PICTURE_SIDE - 1;
  OK(scanline_image_validate(picture.data, picture.size, NULL, &limit, &report));
  CHECK(report.verdict == SCANLINE_VERDICT_HOSTILE &&
        report.reason == SCANLINE_REASON_TOO_MANY_PIXELS);
  MARK(pixels);
  CHECK_STATUS(SCANLINE_LIMIT_EXCEEDED,
               scanline_image_decode(picture.data, picture.size, NULL, &limit, SCANLINE_PIXELS_RGB,
                                     pixels, sizeof pixels, NULL, NULL, NULL));
  CHECK_MARK(pixels);
  limit.max_pixels++;
  OK(scanline_image_validate(picture.data, picture.size, NULL, &limit, &report));
  CHECK(report.verdict == SCANLINE_VERDICT_OK);
  limit.max_bytes = picture.size - 1;
  OK(scanline_image_validate(picture.data, picture.size, NULL, &limit, &report));
  CHECK(report.reason == SCANLINE_REASON_TOO_MANY_BYTES);
  bytes_free(&picture);
}

/* Every prefix of a good picture, and every byte of it changed in turn: a report, and never a
 * crash. */
static void damage(void) {
  bytes picture = fixture_picture(1, 1);
  scanline_image_report report;
  unsigned char kept;
  REQUIRE(picture.data != NULL);
  scanline_image_report_init(&report);
  OK(scanline_image_validate(picture.data, picture.size, NULL, NULL, &report));
  CHECK(report.verdict == SCANLINE_VERDICT_OK && report.message[0] == 0);
  CHECK(report.width == PICTURE_SIDE && report.height == PICTURE_SIDE && report.components == 3);
  CHECK(report.format == SCANLINE_FORMAT_JPEG && report.orientation == 1);
  CHECK(report.byte_offset == -1 && report.decoded_share == 1);
  for (size_t size = 0; size < picture.size - 2; size++) {
    OK(scanline_image_validate(picture.data, size, NULL, NULL, &report));
    CHECK(report.verdict != SCANLINE_VERDICT_OK && report.message[0] != 0);
    CHECK(report.decoded_share >= 0 && report.decoded_share <= 1);
  }
  for (size_t i = 0; i < picture.size; i++) {
    kept = picture.data[i];
    picture.data[i] ^= 0xFF;
    OK(scanline_image_validate(picture.data, picture.size, NULL, NULL, &report));
    picture.data[i] = kept;
  }
  bytes_free(&picture);
}

/* The host's own pixels, in any layout, classify to the same probabilities as packed RGB. */
static void layouts(void) {
  enum { SIDE = 20, PADDING = 7 };
  static const struct {
    scanline_pixel_format format;
    int size, red, green, blue;
  } formats[] = {{SCANLINE_PIXELS_RGB, 3, 0, 1, 2},
                 {SCANLINE_PIXELS_BGR, 3, 2, 1, 0},
                 {SCANLINE_PIXELS_RGBA, 4, 0, 1, 2},
                 {SCANLINE_PIXELS_BGRA, 4, 2, 1, 0}};
  scanline_model *model = fixture_model();
  float expected[LABEL_COUNT], found[LABEL_COUNT];
  for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
    size_t stride = (size_t)(SIDE * formats[f].size + PADDING);
    uint8_t *data = malloc(stride * SIDE);
    scanline_pixels pixels;
    REQUIRE(data != NULL);
    memset(data, 99, stride * SIDE);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        uint8_t *pixel = data + (size_t)y * stride + x * formats[f].size;
        pixel[formats[f].red] = (uint8_t)(x * 12);
        pixel[formats[f].green] = (uint8_t)(y * 12);
        pixel[formats[f].blue] = (uint8_t)(x * y);
      }
    }
    scanline_pixels_init(&pixels);
    pixels.format = formats[f].format;
    pixels.data = data;
    pixels.width = pixels.height = SIDE;
    pixels.stride = stride;
    OK(scanline_model_classify_pixels(model, &pixels, f == 0 ? expected : found, LABEL_COUNT));
    if (f > 0) CHECK(memcmp(expected, found, sizeof found) == 0);
    free(data);
  }
  CHECK(expected[0] + expected[1] > 0.999f && expected[0] + expected[1] < 1.001f);
  scanline_model_free(model);
}

void test_images(void) {
  folder();
  limits();
  damage();
  layouts();
}
