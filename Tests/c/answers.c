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

void test_answers(void) {
  scanline_model *model = fixture_model();
  REQUIRE(model != NULL);
  further_class(model);
  scanline_model_free(model);
}
