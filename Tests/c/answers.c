/* What a trained model's answers are worth, and what becomes of them with other labels. */
#include "check.h"
#include "fixtures.h"

#include <math.h>
#include <string.h>

/* One class more: the old ones' share of the answer stays as it was. */
static void further_class(scanline_model *model) {
  const char *labels[3] = {"nothing", fixture_labels[1], fixture_labels[0]};
  const char *twice[2] = {"a", "a"};
  bytes picture = fixture_picture(0, 3);
  float old[2], new[3];
  scanline_adapt_options options;
  scanline_model *adapted = NULL;
  scanline_adapt_options_init(&options);
  REFUSES(scanline_model_adapt(NULL, labels, 3, NULL, &adapted));
  REFUSES(scanline_model_adapt(model, NULL, 3, NULL, &adapted));
  REFUSES(scanline_model_adapt(model, labels, 3, NULL, NULL));
  REFUSES(scanline_model_adapt(model, labels, 1, NULL, &adapted));
  REFUSES(scanline_model_adapt(model, labels, SIZE_MAX, NULL, &adapted));
  REFUSES(scanline_model_adapt(model, twice, 2, NULL, &adapted));
  options.input_width = 99;
  REFUSES(scanline_model_adapt(model, labels, 3, &options, &adapted));
  CHECK(strstr(scanline_last_error_message(), "kernel") != NULL);
  options.input_width = UINT32_MAX;
  REFUSES(scanline_model_adapt(model, labels, 3, &options, &adapted));
  CHECK(adapted == NULL);
  REQUIRE_OK(scanline_model_adapt(model, labels, 3, NULL, &adapted));
  OK(scanline_model_classify(model, picture.data, picture.size, NULL, old, 2));
  OK(scanline_model_classify(adapted, picture.data, picture.size, NULL, new, 3));
  CHECK(fabsf(new[2] / new[1] - old[0] / old[1]) < 1e-3f * old[0] / old[1]);
  scanline_model_free(adapted);
  bytes_free(&picture);
}

/* Files are read where they are classified; one that is not there leaves the others alone. */
static void files(scanline_model *model, const bytes *picture, const float *plain) {
  const char *paths[4] = {fixture_path("answer \xff.jpg"), fixture_path("absent.jpg"), NULL, NULL};
  scanline_answer answers[4];
  scanline_status statuses[4];
  float rows[8];
  paths[3] = paths[0];
  REQUIRE(write_file(paths[0], picture->data, picture->size));
  scanline_answer_init(&answers[0]);
  OK(scanline_model_answer_files(model, paths, 4, 2, answers, rows, 8, statuses));
  CHECK(statuses[0] == SCANLINE_OK && statuses[1] == SCANLINE_IO);
  CHECK(statuses[2] == SCANLINE_INVALID_ARGUMENT && statuses[3] == SCANLINE_OK);
  CHECK(strstr(scanline_last_error_message(), "absent.jpg") != NULL);
  CHECK(memcmp(rows, plain, 2 * sizeof *plain) == 0 && memcmp(rows + 6, rows, 2 * sizeof *rows) == 0);
  CHECK(isnan(rows[2]) && isnan(rows[5]) && answers[3].probability == answers[0].probability);
  REFUSES(scanline_model_answer_files(model, NULL, 1, 2, answers, rows, 8, statuses));
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_model_answer_files(model, paths, 4, 2, answers, rows, 7, NULL));
}

/* The three ways in give the same answer, with the probabilities of scanline_model_classify(). */
static void ways_in(scanline_model *model) {
  bytes pictures[2] = {fixture_picture(0, 3), fixture_picture(1, 4)};
  scanline_encoded images[3] = {{pictures[0].data, pictures[0].size, NULL},
                                {"nothing", 7, NULL},
                                {pictures[1].data, pictures[1].size, NULL}};
  scanline_answer one, many[3];
  scanline_status statuses[3];
  float row[2], plain[2], rows[6];
  scanline_answer_init(&one);
  CHECK(one.struct_size == sizeof one && isnan(one.unknown_score));
  OK(scanline_model_classify(model, pictures[1].data, pictures[1].size, NULL, plain, 2));
  OK(scanline_model_answer(model, pictures[1].data, pictures[1].size, NULL, &one, row, 2));
  CHECK(memcmp(row, plain, sizeof row) == 0);
  CHECK(one.label == (row[1] > row[0]) && one.probability == row[one.label] && !one.is_unknown);
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_model_answer(model, pictures[1].data, pictures[1].size, NULL, &one, row, 1));
  REFUSES(scanline_model_answer(model, pictures[1].data, pictures[1].size, NULL, NULL, row, 2));
  REFUSES(scanline_model_answer_file(model, NULL, &one, NULL, 0));
  CHECK_STATUS(SCANLINE_IO, scanline_model_answer_file(model, "/nowhere", &one, NULL, 0));
  memset(many, 0, sizeof many);
  REFUSES(scanline_model_answer_batch(model, images, 3, 2, many, rows, 6, statuses));
  scanline_answer_init(&many[0]);
  OK(scanline_model_answer_batch(model, images, 3, 2, many, rows, 6, statuses));
  CHECK(statuses[0] == SCANLINE_OK && statuses[1] != SCANLINE_OK && statuses[2] == SCANLINE_OK);
  CHECK(isnan(rows[2]) && memcmp(rows + 4, plain, sizeof plain) == 0);
  CHECK(many[2].struct_size == sizeof many[2]);
  CHECK(many[2].label == one.label && many[2].probability == one.probability);
  OK(scanline_model_answer_batch(model, images, 0, 2, many, NULL, 0, NULL));
  files(model, &pictures[1], plain);
  bytes_free(&pictures[0]);
  bytes_free(&pictures[1]);
}

/* A temperature spreads the probabilities, a file keeps it, and only what was learnt is known. */
static void calibration(scanline_model *model, scanline_dataset *dataset) {
  scanline_calibration set, got;
  scanline_evaluation figures;
  scanline_answer answer;
  uint8_t flat[16 * 16 * 3];
  scanline_pixels pixels;
  bytes picture = fixture_picture(0, 3), file;
  float plain[2], warm[2];
  scanline_model *copy = NULL;
  scanline_calibration_init(&set);
  scanline_calibration_init(&got);
  OK(scanline_model_get_calibration(model, &got));
  CHECK(got.temperature == 1 && !got.has_unknown);
  OK(scanline_model_classify(model, picture.data, picture.size, NULL, plain, 2));
  set.temperature = 4;
  OK(scanline_model_set_calibration(model, &set));
  file = bytes_of_model(model);
  REQUIRE_OK(scanline_model_load_memory(file.data, file.size, &copy));
  OK(scanline_model_classify(copy, picture.data, picture.size, NULL, warm, 2));
  CHECK(fabsf(logf(warm[1] / warm[0]) - logf(plain[1] / plain[0]) / 4) < 1e-4f);
  set.temperature = 0;
  REFUSES(scanline_model_set_calibration(model, &set));
  set.temperature = NAN;
  REFUSES(scanline_model_set_calibration(model, &set));
  set.temperature = 1;
  set.has_unknown = 1;
  set.unknown_threshold = 3;
  REFUSES(scanline_model_set_calibration(model, &set));
  CHECK(strstr(scanline_last_error_message(), "scanline_model_calibrate") != NULL);
  REFUSES(scanline_model_calibrate(model, dataset, 1.5, 1));
  REFUSES(scanline_model_calibrate(model, dataset, NAN, 1));
  OK(scanline_model_calibrate(model, dataset, 0.9, 1));
  OK(scanline_model_get_calibration(model, &got));
  CHECK(got.has_unknown == 1 && got.known_share == 0.9 && got.unknown_threshold > 0);
  scanline_evaluation_init(&figures);
  OK(scanline_model_evaluate(model, dataset, SCANLINE_SPLIT_VALIDATION, 1, &figures, NULL, 0, NULL,
                             0));
  CHECK(figures.loss <= figures.uncalibrated_loss && figures.temperature == got.temperature);
  CHECK(figures.unknown_count * 10 <= figures.sample_count);
  memset(flat, 128, sizeof flat);
  scanline_pixels_init(&pixels);
  pixels.data = flat;
  pixels.width = pixels.height = 16;
  scanline_answer_init(&answer);
  OK(scanline_model_answer_pixels(model, &pixels, &answer, NULL, 0));
  CHECK(answer.is_unknown && answer.unknown_score > (float)got.unknown_threshold);
  got.unknown_threshold = 1e6;
  OK(scanline_model_set_calibration(model, &got));
  OK(scanline_model_answer_pixels(model, &pixels, &answer, NULL, 0));
  CHECK(!answer.is_unknown);
  OK(scanline_model_set_calibration(model, NULL));
  OK(scanline_model_answer_pixels(model, &pixels, &answer, NULL, 0));
  CHECK(isnan(answer.unknown_score));
  scanline_model_free(copy);
  bytes_free(&file);
  bytes_free(&picture);
}

static void samples(scanline_model *model, scanline_dataset *dataset) {
  enum { ALL = LABEL_COUNT * PICTURES_A_CLASS };
  scanline_sample_answer answers[ALL], worst[ALL];
  size_t count = 0, wrong = 0, few = 0;
#define LIST(order, answers, capacity, count) \
  scanline_model_evaluate_samples(model, dataset, SCANLINE_SPLIT_ALL, order, 1, answers, capacity, count)
  REFUSES(LIST(2, answers, ALL, &count));
  REFUSES(LIST(SCANLINE_ANSWERS_WORST, NULL, ALL, &count));
  REFUSES(LIST(SCANLINE_ANSWERS_WORST, answers, ALL, NULL));
  OK(LIST(SCANLINE_ANSWERS_BY_SAMPLE, answers, ALL, &count));
  CHECK(count == ALL);
  OK(LIST(SCANLINE_ANSWERS_WORST, worst, ALL, &wrong));
  MARK(answers[1]);
  OK(LIST(SCANLINE_ANSWERS_WORST, answers, 1, &few));
  CHECK_MARK(answers[1]);
  CHECK(few == wrong && wrong <= ALL);
  OK(LIST(SCANLINE_ANSWERS_WORST, NULL, 0, &few));
#undef LIST
  for (size_t i = 0; i < wrong; i++) {
    CHECK(worst[i].truth != worst[i].label && worst[i].sample < ALL);
    CHECK(i == 0 || worst[i].loss <= worst[i - 1].loss);
    CHECK(fabs(worst[i].loss + log((double)worst[i].truth_probability)) < 1e-3);
  }
}

static void maps(scanline_model *model) {
  enum { SIDE = 16 };
  bytes picture = fixture_picture(1, 2);
  float map[SIDE * SIDE], most = 0;
  uint8_t overlay[SIDE * SIDE * 3];
#define EXPLAIN(method, label, room)                                                        \
  scanline_model_explain(model, picture.data, picture.size, NULL, method, label, map, room, \
                         overlay, sizeof overlay)
  REFUSES(EXPLAIN(2, -1, SIDE * SIDE));
  REFUSES(EXPLAIN(0, -2, SIDE * SIDE));
  REFUSES(EXPLAIN(0, LABEL_COUNT, SIDE * SIDE));
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL, EXPLAIN(0, -1, SIDE * SIDE - 1));
  for (scanline_saliency method = 0; method < 2; method++) {
    OK(EXPLAIN(method, 0, SIDE * SIDE));
    for (int i = 0; i < SIDE * SIDE; i++) {
      CHECK(map[i] >= 0 && map[i] <= 1);
      if (map[i] > most) most = map[i];
    }
    CHECK(method == SCANLINE_SALIENCY_OCCLUSION || most == 1);
  }
#undef EXPLAIN
  OK(scanline_model_explain(model, picture.data, picture.size, NULL, 0, -1, NULL, 0, NULL, 0));
  bytes_free(&picture);
}

/* Pixels are explained and augmented as the JPEG file is that they were decoded from. */
static void maps_of_pixels(scanline_model *model) {
  enum { SIDE = 16, BYTES = SIDE * SIDE * 3 };
  uint8_t rgb[BYTES], bgr[BYTES], jpeg[8192], overlays[3][BYTES], seen[3][BYTES];
  float maps[3][SIDE * SIDE];
  size_t size = 0, needed = 0;
  scanline_pixels pixels;
  scanline_augmentation augmentation;
  scanline_pixels_init(&pixels);
  scanline_augmentation_init(&augmentation);
  augmentation.rotation = 0.1f;
  for (int i = 0; i < BYTES; i++) rgb[i] = (uint8_t)(i * i / 11 % 256);
  pixels.data = rgb;
  pixels.width = pixels.height = SIDE;
  REQUIRE_OK(scanline_image_encode_jpeg(&pixels, 90, jpeg, sizeof jpeg, &size));
  REQUIRE_OK(scanline_image_decode(jpeg, size, NULL, NULL, SCANLINE_PIXELS_RGB, rgb, BYTES, NULL,
                                   NULL, &needed));
  for (int i = 0; i < BYTES; i++) bgr[i] = rgb[i / 3 * 3 + 2 - i % 3];
  OK(scanline_model_explain(model, jpeg, size, NULL, 0, -1, maps[0], SIDE * SIDE, overlays[0], BYTES));
  OK(scanline_model_augment(model, jpeg, size, NULL, &augmentation, 1, 2, 3, seen[0], BYTES, NULL));
  for (int i = 1; i < 3; i++) {
    pixels.format = i == 1 ? SCANLINE_PIXELS_RGB : SCANLINE_PIXELS_BGR;
    pixels.data = i == 1 ? rgb : bgr;
    OK(scanline_model_explain_pixels(model, &pixels, 0, -1, maps[i], SIDE * SIDE, overlays[i], BYTES));
    CHECK(memcmp(maps[i], maps[0], sizeof maps[0]) == 0);
    CHECK(memcmp(overlays[i], overlays[0], BYTES) == 0);
    OK(scanline_model_augment_pixels(model, &pixels, &augmentation, 1, 2, 3, seen[i], BYTES, &needed));
    CHECK(memcmp(seen[i], seen[0], BYTES) == 0 && needed == BYTES);
  }
  CHECK(memcmp(seen[0], rgb, BYTES) != 0);
  OK(scanline_model_augment_pixels(model, &pixels, NULL, 1, 2, 3, seen[1], BYTES, NULL));
  CHECK(memcmp(seen[1], rgb, BYTES) == 0);
  OK(scanline_model_explain_pixels(model, &pixels, 1, 0, NULL, 0, NULL, 0));
  MARK(maps);
  REFUSES(scanline_model_explain_pixels(NULL, &pixels, 0, -1, maps[0], SIDE * SIDE, NULL, 0));
  REFUSES(scanline_model_explain_pixels(model, NULL, 0, -1, maps[0], SIDE * SIDE, NULL, 0));
  REFUSES(scanline_model_explain_pixels(model, &pixels, 2, -1, maps[0], SIDE * SIDE, NULL, 0));
  REFUSES(scanline_model_explain_pixels(model, &pixels, 0, -2, maps[0], SIDE * SIDE, NULL, 0));
  REFUSES(scanline_model_explain_pixels(model, &pixels, 0, LABEL_COUNT, maps[0], SIDE * SIDE, NULL, 0));
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_model_explain_pixels(model, &pixels, 0, -1, maps[0], SIDE * SIDE - 1, NULL, 0));
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_model_explain_pixels(model, &pixels, 0, -1, NULL, 0, overlays[0], BYTES - 1));
  CHECK_MARK(maps);
  MARK(seen);
  REFUSES(scanline_model_augment_pixels(NULL, &pixels, NULL, 1, 1, 0, seen[0], BYTES, NULL));
  REFUSES(scanline_model_augment_pixels(model, NULL, NULL, 1, 1, 0, seen[0], BYTES, NULL));
  REFUSES(scanline_model_augment_pixels(model, &pixels, NULL, 1, 0, 0, seen[0], BYTES, NULL));
  REFUSES(scanline_model_augment_pixels(model, &pixels, NULL, 1, 1, 0, NULL, 0, NULL));
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_model_augment_pixels(model, &pixels, NULL, 1, 1, 0, seen[0], BYTES - 1, NULL));
  CHECK_MARK(seen);
}

void test_answers(void) {
  scanline_model *model = fixture_model();
  scanline_dataset *dataset = fixture_dataset();
  REQUIRE(model != NULL && dataset != NULL);
  further_class(model);
  ways_in(model);
  samples(model, dataset);
  maps(model);
  maps_of_pixels(model);
  calibration(model, dataset);
  scanline_dataset_free(dataset);
  scanline_model_free(model);
}
