/* Search spaces put together call by call, the default one, and every option of a search. */
#include "check.h"
#include "fixtures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static scanline_value text_value(const char *text) {
  scanline_value value = {.type = SCANLINE_VALUE_TEXT, .text = text};
  return value;
}

static scanline_value number_value(double number) {
  scanline_value value = {.type = SCANLINE_VALUE_NUMBER, .number = number};
  return value;
}

static scanline_value boolean_value(int32_t boolean) {
  scanline_value value = {.type = SCANLINE_VALUE_BOOLEAN, .boolean = boolean};
  return value;
}

static const char same_space[] =
    "{\"learning_rate\": {\"type\": \"float\", \"low\": 1e-4, \"high\": 0.1, \"scale\": \"log\","
    "                     \"default\": 0.001},"
    " \"share\": {\"type\": \"float\", \"low\": 0.5, \"high\": 0.99, \"scale\": \"reverse_log\"},"
    " \"drop\": {\"type\": \"float\", \"low\": 0, \"high\": 0.5, \"step\": 0.1},"
    " \"units\": {\"type\": \"int\", \"low\": 8, \"high\": 64, \"scale\": \"log\", \"step\": 2},"
    " \"layers\": {\"type\": \"int\", \"low\": 1, \"high\": 3},"
    " \"cell\": {\"type\": \"choice\", \"values\": [\"lstm\", \"gru\"], \"default\": \"gru\"},"
    " \"batch\": {\"type\": \"choice\", \"values\": [16, 64], \"ordered\": false},"
    " \"flip\": {\"type\": \"boolean\"},"
    " \"turn\": {\"type\": \"boolean\", \"when\": {\"cell\": [\"gru\"]}},"
    " \"optimizer\": {\"type\": \"fixed\", \"value\": \"adam\"}}";

static scanline_space *built_space(void) {
  const scanline_value rate = number_value(0.001), gru = text_value("gru"),
                       adam = text_value("adam");
  const scanline_value cells[] = {text_value("lstm"), text_value("gru")};
  const scanline_value batches[] = {number_value(16), number_value(64)};
  scanline_space *space = NULL;
  if (!OK(scanline_space_create(&space))) return NULL;
  OK(scanline_space_add_float(space, "learning_rate", 1e-4, 0.1, SCANLINE_SCALE_LOG, 0));
  OK(scanline_space_set_default(space, "learning_rate", &rate));
  OK(scanline_space_add_float(space, "share", 0.5, 0.99, SCANLINE_SCALE_REVERSE_LOG, 0));
  OK(scanline_space_add_float(space, "drop", 0, 0.5, SCANLINE_SCALE_LINEAR, 0.1));
  OK(scanline_space_add_int(space, "units", 8, 64, SCANLINE_SCALE_LOG, 2));
  OK(scanline_space_add_int(space, "layers", 1, 3, SCANLINE_SCALE_LINEAR, 0));
  OK(scanline_space_add_choice(space, "cell", cells, 2, -1));
  OK(scanline_space_set_defaults(space, "cell", cells, 2));
  OK(scanline_space_set_default(space, "cell", &gru));
  OK(scanline_space_add_choice(space, "batch", batches, 2, 0));
  OK(scanline_space_add_boolean(space, "turn"));
  OK(scanline_space_set_condition(space, "turn", "cell", &gru, 1));
  OK(scanline_space_add_boolean(space, "flip"));
  OK(scanline_space_add_fixed(space, "optimizer", &adam));
  return space;
}

/* What a search over the space hands out, and what it says of itself. */
static char *searched(const char *space) {
  scanline_tuner *tuner = NULL;
  scanline_tuner_options options;
  scanline_trial trial;
  char hyperparameters[1024];
  size_t needed = 0;
  char *summary = NULL;
  scanline_tuner_options_init(&options);
  options.strategy = SCANLINE_STRATEGY_RANDOM;
  options.max_trials = 20;
  if (!OK(scanline_tuner_create(space, &options, &tuner))) return NULL;
  scanline_trial_init(&trial);
  for (int i = 0; i < 20; i++)
    OK(scanline_tuner_ask(tuner, &trial, hyperparameters, sizeof hyperparameters, &needed));
  if (OK(scanline_tuner_get_summary(tuner, NULL, 0, &needed))) {
    summary = malloc(needed);
    if (summary) OK(scanline_tuner_get_summary(tuner, summary, needed, &needed));
  }
  scanline_tuner_free(tuner);
  return summary;
}

static void calls_and_text_give_the_same_space(void) {
  scanline_space *space = built_space();
  char json[2048], small[4], *one, *two;
  size_t needed = 0;
  REQUIRE(space != NULL);
  OK(scanline_space_get_json(space, NULL, 0, &needed));
  CHECK(needed > 100 && needed <= sizeof json);
  MARK(small);
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_space_get_json(space, small, sizeof small, &needed));
  CHECK_MARK(small);
  REQUIRE_OK(scanline_space_get_json(space, json, sizeof json, &needed));
  scanline_space_free(space);
  one = searched(json);
  two = searched(same_space);
  CHECK(one && two && strcmp(one, two) == 0);
  CHECK(one && strstr(one, "\"cell\":\"gru\"") && strstr(one, "\"learning_rate\":0.001"));
  free(one);
  free(two);
}

static void refuses(scanline_status status, const char *words) {
  REFUSES(status);
  CHECK(strstr(scanline_last_error_message(), words) != NULL);
}

static void what_cannot_be_is_refused_at_once(void) {
  const scanline_value twice[] = {number_value(1), number_value(1)};
  const scanline_value nine = number_value(9), yes = boolean_value(1);
  scanline_value strange = number_value(1);
  scanline_space *space = NULL, *empty = NULL;
  char json[256];
  size_t needed;
  REFUSES(scanline_space_create(NULL));
  REQUIRE_OK(scanline_space_create(&empty));
  refuses(scanline_space_get_json(empty, json, sizeof json, &needed), "0 hyperparameters");
  scanline_space_free(empty);
  REFUSES(scanline_space_add_boolean(empty, "flip"));
  REFUSES(scanline_space_add_boolean(NULL, "flip"));
  scanline_space_free(NULL);

  REQUIRE_OK(scanline_space_create(&space));
  refuses(scanline_space_add_float(space, "rate", 0, 1, SCANLINE_SCALE_LOG, 0), "\"rate\"");
  refuses(scanline_space_add_float(space, "rate", 2, 1, SCANLINE_SCALE_LINEAR, 0), "\"low\" is 2");
  refuses(scanline_space_add_float(space, "rate", 0, 1, 3, 0), "\"rate\": scale 3");
  refuses(scanline_space_add_int(space, "units", 1, INT64_MAX, SCANLINE_SCALE_LINEAR, 0), "\"high\"");
  refuses(scanline_space_add_int(space, "units", 1, 9, SCANLINE_SCALE_LINEAR, -1), "\"step\" is -1");
  refuses(scanline_space_add_choice(space, "batch", twice, 2, -1), "twice");
  refuses(scanline_space_add_choice(space, "batch", NULL, 2, -1), "\"batch\": values is NULL");
  refuses(scanline_space_add_choice(space, "batch", twice, 0, -1), "count is 0");
  refuses(scanline_space_add_choice(space, "batch", twice, SIZE_MAX, -1), "count is");
  refuses(scanline_space_add_choice(space, "batch", &nine, 1, 5), "\"batch\": ordered is 5");
  refuses(scanline_space_add_float(space, "rate", NAN, 1, SCANLINE_SCALE_LINEAR, 0), "\"low\" is nan");
  strange.number = NAN;
  refuses(scanline_space_add_fixed(space, "batch", &strange), "\"batch\": value is nan");
  strange.type = 7;
  refuses(scanline_space_add_fixed(space, "batch", &strange), "\"batch\": value is of type 7");
  strange = text_value("\xff");
  refuses(scanline_space_add_fixed(space, "batch", &strange), "UTF-8");
  strange = text_value(NULL);
  refuses(scanline_space_add_fixed(space, "batch", &strange), "NULL");
  refuses(scanline_space_add_boolean(space, NULL), "key");
  refuses(scanline_space_add_boolean(space, ""), "empty");

  OK(scanline_space_add_int(space, "units", 1, 4, SCANLINE_SCALE_LINEAR, 0));
  refuses(scanline_space_add_boolean(space, "units"), "there already");
  refuses(scanline_space_set_default(space, "units", &nine), "\"default\" is 9");
  refuses(scanline_space_set_default(space, "cell", &nine), "no \"cell\"");
  refuses(scanline_space_set_defaults(space, "units", &nine, 0), "count is 0");
  const scanline_value several[] = {number_value(2), number_value(3), nine};
  refuses(scanline_space_set_defaults(space, "units", several, 3), "\"defaults\" has 9");
  OK(scanline_space_set_defaults(space, "units", several, 2));
  OK(scanline_space_set_default(space, "units", several));
  OK(scanline_space_set_defaults(space, "units", several, 2));
  OK(scanline_space_set_condition(space, "units", "flip", &yes, 1));
  refuses(scanline_space_get_json(space, json, sizeof json, &needed), "\"flip\"");
  OK(scanline_space_add_boolean(space, "flip"));
  OK(scanline_space_get_json(space, json, sizeof json, &needed));
  scanline_space_free(space);
}

static char *default_space(const char *spec, const scanline_train_options *train) {
  size_t needed = 0;
  char *json = NULL;
  if (!OK(scanline_tuner_default_space(spec, train, NULL, 0, &needed))) return NULL;
  json = malloc(needed);
  if (json) OK(scanline_tuner_default_space(spec, train, json, needed, &needed));
  return json;
}

static void the_default_space(void) {
  scanline_train_options train;
  char *all = default_space(NULL, NULL), *fast = default_space("fast", NULL), *less;
  size_t needed;
  CHECK(all && strstr(all, "\"preset\"") && strstr(all, "\"weight_decay\""));
  CHECK(fast && !strstr(fast, "\"preset\"") && strstr(fast, "\"width_factor\""));
  scanline_train_options_init(&train);
  train.learning_rate = 0.5;
  less = default_space(NULL, &train);
  CHECK(less && !strstr(less, "\"learning_rate\"") && strstr(less, "\"batch_size\""));
  REFUSES(scanline_tuner_default_space("{", NULL, NULL, 0, &needed));
  REFUSES(scanline_tuner_default_space(NULL, NULL, NULL, 0, NULL));
  free(all);
  free(fast);
  free(less);
}

/* Reading only, a journal is shown as it is, unfinished last line and all. */
static void a_journal_to_be_read_only(void) {
  scanline_tuner *tuner = NULL, *view = NULL;
  scanline_tuner_options options;
  scanline_trial trial;
  char text[512];
  size_t needed;
  bytes before, after;
  scanline_tuner_options_init(&options);
  options.strategy = SCANLINE_STRATEGY_RANDOM;
  options.max_trials = 3;
  options.journal_path = fixture_path("view-journal");
  CHECK_STATUS(SCANLINE_IO, scanline_tuner_open_read_only(options.journal_path, &view));
  REFUSES(scanline_tuner_open_read_only(NULL, &view));
  REQUIRE_OK(scanline_tuner_create(fixture_space, &options, &tuner));
  scanline_trial_init(&trial);
  OK(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
  OK(scanline_tuner_tell(tuner, 0, SCANLINE_TRIAL_COMPLETED, 0.5, NULL));
  scanline_tuner_free(tuner);
  before = bytes_of_file(options.journal_path);
  REQUIRE(before.size > 5);
  CHECK(write_file(options.journal_path, before.data, before.size - 4));
  bytes_free(&before);
  before = bytes_of_file(options.journal_path);

  REQUIRE_OK(scanline_tuner_open_read_only(options.journal_path, &view));
  OK(scanline_tuner_get_trial(view, 0, &trial, text, sizeof text, &needed));
  CHECK(trial.state == SCANLINE_TRIAL_RUNNING);
  OK(scanline_tuner_get_summary(view, NULL, 0, &needed));
  REFUSES(scanline_tuner_ask(view, &trial, text, sizeof text, &needed));
  REFUSES(scanline_tuner_tell(view, 0, SCANLINE_TRIAL_COMPLETED, 1, NULL));
  refuses(scanline_tuner_release(view, 0), "only to be read");
  scanline_tuner_free(view);
  after = bytes_of_file(options.journal_path);
  CHECK(bytes_equal(before, after));
  bytes_free(&before);
  bytes_free(&after);
}

/* Each option that is out of its range is refused by name. */
static void options_are_checked(void) {
  scanline_tuner *tuner = NULL;
  scanline_tuner_options options;
#define WRONG(field, value, words)                                            \
  scanline_tuner_options_init(&options);                                      \
  options.strategy = SCANLINE_STRATEGY_BAYESIAN;                              \
  options.max_trials = 9;                                                     \
  options.field = (value);                                                    \
  refuses(scanline_tuner_create(fixture_space, &options, &tuner), (words))
  WRONG(max_trials, 0, "max_trials is 0");
  WRONG(max_epochs, 100001, "max_epochs is 100001");
  WRONG(max_consecutive_failures, 0, "max_consecutive_failures is 0");
  WRONG(parallel_trials, 0, "parallel_trials is 0");
  WRONG(max_seconds, -1, "max_seconds is -1");
  WRONG(lease_seconds, 1e10, "lease_seconds is 1");
  WRONG(max_total_epochs, UINT32_MAX, "max_total_epochs is 4294967295");
  WRONG(startup_trials, UINT32_MAX, "startup_trials is 4294967295");
  WRONG(confidence, -1, "confidence is -1");
  WRONG(acquisition, 2, "acquisition 2");
  WRONG(prune_after_trials, 0, "prune_after_trials is 0");
  WRONG(prune_after_epochs, 100001, "prune_after_epochs is 100001");
  WRONG(objectives, "minimize", "\"minimize\"");
  WRONG(journal_path, "", "journal_path is empty");
#undef WRONG
  scanline_tuner_options_init(&options);
  options.prune = 1;
  refuses(scanline_tuner_create(fixture_space, &options, &tuner), "prune");
}

/* A trial that is worse than the others is told to stop. */
static void bad_trials_are_pruned(void) {
  scanline_tuner *tuner = NULL;
  scanline_tuner_options options;
  scanline_trial trial;
  char text[512];
  size_t needed;
  int32_t stop = 0;
  scanline_tuner_options_init(&options);
  options.strategy = SCANLINE_STRATEGY_TPE;
  options.max_trials = 9;
  options.max_epochs = 5;
  options.prune = 1;
  options.prune_after_trials = 2;
  options.prune_after_epochs = 2;
  options.startup_trials = 3;
  REQUIRE_OK(scanline_tuner_create(fixture_space, &options, &tuner));
  scanline_trial_init(&trial);
  for (uint64_t id = 0; id < 4; id++) {
    double value = id < 3 ? 0.9 : 0.1;
    OK(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
    for (uint32_t epoch = 1; epoch <= 3; epoch++) {
      OK(scanline_tuner_report(tuner, id, epoch, value, &stop));
      CHECK(stop == (id == 3 && epoch == 3));
    }
    OK(scanline_tuner_tell(tuner, id, SCANLINE_TRIAL_COMPLETED, value, NULL));
  }
  scanline_tuner_free(tuner);
}

void test_spaces(void) {
  calls_and_text_give_the_same_space();
  what_cannot_be_is_refused_at_once();
  the_default_space();
  a_journal_to_be_read_only();
  options_are_checked();
  bad_trials_are_pruned();
}
