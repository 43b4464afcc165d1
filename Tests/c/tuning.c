/* Tuning through the interface: bad spaces, ask and tell, a journal that goes on, one call on a
 * dataset. */
#include "check.h"
#include "fixtures.h"

#include <math.h>
#include <stdio.h>

static void bad_spaces(void) {
  static const char *const spaces[] = {
      "",
      "[]",
      "{}",
      "{\"units\": 3}",
      "{\"units\": {}}",
      "{\"units\": {\"type\": \"complex\"}}",
      "{\"units\": {\"type\": \"int\", \"low\": 9, \"high\": 3}}",
      "{\"units\": {\"type\": \"int\", \"low\": 1, \"high\": 1e400}}",
      "{\"units\": {\"type\": \"int\", \"low\": 1}}",
      "{\"units\": {\"type\": \"int\", \"low\": 0, \"high\": 9, \"scale\": \"log\"}}",
      "{\"units\": {\"type\": \"int\", \"low\": 1, \"high\": 9, \"step\": 0}}",
      "{\"units\": {\"type\": \"int\", \"low\": 1, \"high\": 9, \"stop\": 2}}",
      "{\"rate\": {\"type\": \"float\", \"low\": 0, \"high\": 1, \"scale\": \"log\"}}",
      "{\"cell\": {\"type\": \"choice\", \"values\": []}}",
  };
  static const char widest[] =
      "{\"x\": {\"type\": \"int\", \"low\": -9223372036854775808, \"high\": 9223372036854775807}}";
  scanline_tuner *tuner;
  scanline_tuner_options options;
  scanline_status status;
  MARK(tuner);
  for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
    REFUSES(scanline_tuner_create(spaces[i], NULL, &tuner));
  REFUSES(scanline_tuner_create(fixture_space, NULL, NULL));
  scanline_tuner_options_init(&options);
  options.factor = 1;
  REFUSES(scanline_tuner_create(fixture_space, &options, &tuner));
  options.factor = 3;
  options.max_epochs = 0;
  REFUSES(scanline_tuner_create(fixture_space, &options, &tuner));
  options.max_epochs = 9;
  options.strategy = 8;
  REFUSES(scanline_tuner_create(fixture_space, &options, &tuner));
  options.strategy = SCANLINE_STRATEGY_HYPERBAND;
  options.journal_path = fixture_path("nowhere/journal");
  CHECK_STATUS(SCANLINE_IO, scanline_tuner_create(fixture_space, &options, &tuner));
  CHECK_MARK(tuner);

  /* The widest range that can be written is refused or works; it does not trap. */
  status = scanline_tuner_create(widest, NULL, &tuner);
  CHECK(status == SCANLINE_OK || status == SCANLINE_INVALID_ARGUMENT);
  if (status == SCANLINE_OK) scanline_tuner_free(tuner);
}

/* A host that runs the trials itself: the best value wins. */
static void ask_and_tell(void) {
  scanline_tuner *tuner = NULL;
  scanline_tuner_options options;
  scanline_trial trial, best;
  char text[512], unused[4];
  size_t needed = 0;
  int32_t stop;
  unsigned told = 0;
  double highest = -1;
  scanline_tuner_options_init(&options);
  options.strategy = SCANLINE_STRATEGY_RANDOM;
  options.max_trials = 6;
  options.journal_path = fixture_path("journal");
  REQUIRE_OK(scanline_tuner_create(fixture_space, &options, &tuner));
  scanline_trial_init(&trial);
  scanline_trial_init(&best);
  MARK(stop);
  CHECK(scanline_tuner_get_best(tuner, &best, text, sizeof text, &needed) == SCANLINE_NO_DATA);
  REFUSES(scanline_tuner_tell(tuner, 0, SCANLINE_TRIAL_COMPLETED, 1, NULL));
  REFUSES(scanline_tuner_report(tuner, 99, 1, 0.5, &stop));
  CHECK_MARK(stop);
  REFUSES(scanline_tuner_ask(tuner, NULL, text, sizeof text, &needed));
  for (;;) {
    OK(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
    if (trial.state != SCANLINE_TRIAL_RUNNING) break;
    REQUIRE(told < 6);
    CHECK(needed == strlen(text) + 1 && strstr(text, "\"units\"") != NULL);
    CHECK(trial.id == told && trial.continues == -1 && trial.first_epoch == 0);
    CHECK(isnan(trial.value));
    OK(scanline_tuner_report(tuner, trial.id, 1, 0.25, &stop));
    CHECK(stop == 0);
    REFUSES(scanline_tuner_tell(tuner, trial.id, SCANLINE_TRIAL_WAIT, 0.5, NULL));
    if (told == 2) {
      OK(scanline_tuner_tell(tuner, trial.id, SCANLINE_TRIAL_FAILED, 0, "out of memory"));
    } else if (told == 3) {
      const double value = 0.05;
      REFUSES(scanline_tuner_tell_end(tuner, trial.id, 0, &value, 1));
      REFUSES(scanline_tuner_tell_end(tuner, trial.id, trial.last_epoch + 1, &value, 1));
      REFUSES(scanline_tuner_tell_end(tuner, trial.id, 2, NULL, 1));
      REFUSES(scanline_tuner_tell_end(tuner, trial.id, 2, &value, 2));
      OK(scanline_tuner_tell_end(tuner, trial.id, 2, &value, 1));
      OK(scanline_tuner_get_trial(tuner, trial.id, &trial, text, sizeof text, &needed));
      CHECK(trial.end_epoch == 2 && trial.value == value);
    } else {
      double value = 0.1 * ((told * 5) % 7);
      if (value > highest) highest = value;
      OK(scanline_tuner_tell(tuner, trial.id, SCANLINE_TRIAL_COMPLETED, value, NULL));
    }
    REFUSES(scanline_tuner_tell(tuner, trial.id, SCANLINE_TRIAL_COMPLETED, 1, NULL));
    told++;
  }
  CHECK(told == 6 && trial.state == SCANLINE_TRIAL_FINISHED);
  OK(scanline_tuner_get_best(tuner, &best, text, sizeof text, &needed));
  CHECK(best.value == highest && best.state == SCANLINE_TRIAL_COMPLETED);
  MARK(unused);
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_tuner_get_best(tuner, &best, unused, sizeof unused, &needed));
  CHECK_MARK(unused);
  scanline_tuner_free(tuner);

  /* The journal has it all. */
  REQUIRE_OK(scanline_tuner_create(fixture_space, &options, &tuner));
  OK(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
  CHECK(trial.state == SCANLINE_TRIAL_FINISHED);
  scanline_trial_init(&best);
  OK(scanline_tuner_get_best(tuner, &best, text, sizeof text, &needed));
  CHECK(best.value == highest);
  scanline_tuner_free(tuner);

  /* A foreign file is no journal. */
  tuner = NULL;
  options.journal_path = fixture_path("foreign-journal");
  CHECK(write_file(options.journal_path, "hello\nworld\n", 12));
  CHECK(scanline_tuner_create(fixture_space, &options, &tuner) != SCANLINE_OK);
  CHECK(tuner == NULL);
}

/* A small buffer must not lose the trial: the next ask hands out the same one. */
static void ask_with_a_small_buffer(void) {
  scanline_tuner *tuner = NULL;
  scanline_trial trial;
  char text[512];
  size_t needed = 0;
  scanline_trial_init(&trial);
  REQUIRE_OK(scanline_tuner_create(fixture_space, NULL, &tuner));
  trial.id = 123;
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL, scanline_tuner_ask(tuner, &trial, text, 3, &needed));
  CHECK(trial.id == 123 && needed > 3);
  OK(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
  CHECK(trial.id == 0);
  scanline_tuner_free(tuner);
}

/* Two handles, as of two processes, over one journal. */
static void share_a_journal(void) {
  scanline_tuner *one = NULL, *two = NULL;
  scanline_tuner_options options;
  scanline_trial trial;
  char text[512];
  size_t needed = 0;
  int32_t stop;
  scanline_tuner_options_init(&options);
  options.strategy = SCANLINE_STRATEGY_RANDOM;
  options.max_trials = 3;
  options.target = 9;
  options.journal_path = fixture_path("shared-journal");
  REFUSES(scanline_tuner_open(NULL, &two));
  CHECK_STATUS(SCANLINE_IO, scanline_tuner_open(options.journal_path, &two));
  REQUIRE_OK(scanline_tuner_create(fixture_space, &options, &one));
  REQUIRE_OK(scanline_tuner_open(options.journal_path, &two));
  scanline_trial_init(&trial);
  OK(scanline_tuner_ask(one, &trial, text, sizeof text, &needed));
  CHECK(trial.id == 0);
  OK(scanline_tuner_ask(two, &trial, text, sizeof text, &needed));
  CHECK(trial.id == 1);
  /* Given back, it comes next; freed with its handle, too. */
  OK(scanline_tuner_release(two, 1));
  OK(scanline_tuner_ask(one, &trial, text, sizeof text, &needed));
  CHECK(trial.id == 1);
  scanline_tuner_free(one);
  OK(scanline_tuner_ask(two, &trial, text, sizeof text, &needed));
  CHECK(trial.id == 0);
  OK(scanline_tuner_tell(two, 0, SCANLINE_TRIAL_COMPLETED, 0.5, NULL));
  OK(scanline_tuner_ask(two, &trial, text, sizeof text, &needed));
  CHECK(trial.id == 1);
  OK(scanline_tuner_report(two, 1, 1, 9.5, &stop));
  CHECK(stop == 1);
  OK(scanline_tuner_tell(two, 1, SCANLINE_TRIAL_COMPLETED, 9.5, NULL));
  OK(scanline_tuner_ask(two, &trial, text, sizeof text, &needed));
  CHECK(trial.state == SCANLINE_TRIAL_FINISHED);
  OK(scanline_tuner_get_trial(two, 0, &trial, text, sizeof text, &needed));
  CHECK(trial.value == 0.5 && trial.state == SCANLINE_TRIAL_COMPLETED);
  CHECK_STATUS(SCANLINE_NO_DATA,
               scanline_tuner_get_trial(two, 2, &trial, text, sizeof text, &needed));
  scanline_tuner_free(two);
}

/* Points and results of the host's own. */
static void own_points(void) {
  static const char space[] = "{\"x\": {\"type\": \"float\", \"low\": 0, \"high\": 1}}";
  const double value = 5, infinite = HUGE_VAL;
  scanline_tuner *tuner = NULL;
  scanline_tuner_options options;
  scanline_trial trial;
  scanline_model *model = NULL;
  uint64_t id = 99;
  char text[256];
  size_t needed;
  scanline_tuner_options_init(&options);
  options.strategy = SCANLINE_STRATEGY_RANDOM;
  options.max_trials = 3;
  options.executions = 0;
  REFUSES(scanline_tuner_create(space, &options, &tuner));
  options.executions = 1;
  options.best_models = 101;
  REFUSES(scanline_tuner_create(space, &options, &tuner));
  options.best_models = 2;
  REQUIRE_OK(scanline_tuner_create(space, &options, &tuner));
  OK(scanline_tuner_enqueue(tuner, "[{\"x\": 0.5}, {\"x\": 0.25}, {\"x\": 0.5}]"));
  OK(scanline_tuner_enqueue(tuner, "[]"));
  REFUSES(scanline_tuner_enqueue(tuner, "{\"x\": 2}"));
  REFUSES(scanline_tuner_enqueue(tuner, "{\"x\": \"a\"}"));
  REFUSES(scanline_tuner_enqueue(tuner, "{}"));
  REFUSES(scanline_tuner_enqueue(tuner, "0.5"));
  REFUSES(scanline_tuner_enqueue(tuner, NULL));
  REFUSES(scanline_tuner_add_trial(tuner, "{\"x\": 0.75}", &infinite, 1, &id));
  REFUSES(scanline_tuner_add_trial(tuner, "{\"x\": 0.75}", NULL, 1, &id));
  REFUSES(scanline_tuner_add_trial(tuner, "[]", &value, 1, &id));
  CHECK(id == 99);
  OK(scanline_tuner_add_trial(tuner, "{\"x\": 0.75}", &value, 1, &id));
  CHECK(id == 0);
  scanline_trial_init(&trial);
  OK(scanline_tuner_get_best(tuner, &trial, text, sizeof text, &needed));
  CHECK(trial.value == 5 && strcmp(text, "{\"x\":0.75}") == 0);
  OK(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
  CHECK(trial.id == 1 && strcmp(text, "{\"x\":0.5}") == 0);
  OK(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
  CHECK(trial.id == 2 && strcmp(text, "{\"x\":0.25}") == 0);
  OK(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
  CHECK(trial.id == 3 && trial.state == SCANLINE_TRIAL_RUNNING);
  OK(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
  CHECK(trial.state == SCANLINE_TRIAL_WAIT);
  CHECK_STATUS(SCANLINE_NO_DATA, scanline_tuner_get_ranked_model(tuner, 0, &model));
  REFUSES(scanline_tuner_get_ranked_model(tuner, 0, NULL));
  scanline_tuner_free(tuner);
}

/* Accuracy against size: what none beats in both is the front. */
static void several_objectives(void) {
  static const double values[][2] = {{0.5, 10}, {0.7, 30}, {0.6, 40}, {0.4, 5}, {0.7, 30},
                                     {0.1, 20}, {0.2, 20}, {0.3, 20}, {0.3, 50}};
  static const uint64_t front[] = {0, 1, 3, 4};
  enum { COUNT = sizeof values / sizeof *values, FRONT = sizeof front / sizeof *front };
  scanline_tuner *tuner = NULL;
  scanline_tuner_options options;
  scanline_trial trial;
  uint64_t ids[COUNT];
  char text[512];
  double share, sum = 0;
  size_t needed = 0;
  scanline_tuner_options_init(&options);
  options.strategy = SCANLINE_STRATEGY_RANDOM;
  options.max_trials = COUNT;
  options.objectives = "maximize:accuracy";
  REFUSES(scanline_tuner_create(fixture_space, &options, NULL));
  options.reserved = 3;
  REFUSES(scanline_tuner_create(fixture_space, &options, &tuner));
  options.reserved = 0;
  options.objectives = "largest:accuracy";
  REFUSES(scanline_tuner_create(fixture_space, &options, &tuner));
  options.objectives = "maximize:accuracy,minimize:size";
  REQUIRE_OK(scanline_tuner_create(fixture_space, &options, &tuner));
  scanline_trial_init(&trial);
  CHECK_STATUS(SCANLINE_NO_DATA,
               scanline_tuner_get_importance(tuner, 0, &share, text, sizeof text, &needed));
  for (uint64_t i = 0; i < COUNT; i++) {
    OK(scanline_tuner_ask(tuner, &trial, text, sizeof text, &needed));
    REFUSES(scanline_tuner_tell(tuner, i, SCANLINE_TRIAL_COMPLETED, 1, NULL));
    REFUSES(scanline_tuner_tell_values(tuner, i, values[i], 1));
    REFUSES(scanline_tuner_tell_values(tuner, i, NULL, 2));
    OK(scanline_tuner_tell_values(tuner, i, values[i], 2));
  }
  OK(scanline_tuner_get_front(tuner, NULL, 0, &needed));
  CHECK(needed == FRONT);
  MARK(ids);
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_tuner_get_front(tuner, ids, FRONT - 1, &needed));
  CHECK_MARK(ids);
  OK(scanline_tuner_get_front(tuner, ids, COUNT, &needed));
  CHECK(needed == FRONT && memcmp(ids, front, sizeof front) == 0);
  OK(scanline_tuner_get_best(tuner, &trial, text, sizeof text, &needed));
  CHECK(trial.id == 1 && trial.value == 0.7);
  CHECK(trial.value_count == 2 && trial.values[0] == 0.7 && trial.values[1] == 30);
  CHECK(isnan(trial.values[2]) && isnan(trial.values[7]));
  OK(scanline_tuner_get_objectives(tuner, text, sizeof text, &needed));
  CHECK(strcmp(text, options.objectives) == 0 && needed == strlen(text) + 1);
  REFUSES(scanline_tuner_get_objectives(NULL, text, sizeof text, &needed));
  for (uint32_t rank = 0;; rank++) {
    scanline_status status =
        scanline_tuner_get_importance(tuner, rank, &share, text, sizeof text, &needed);
    if (status == SCANLINE_NO_DATA) break;
    REQUIRE_OK(status);
    CHECK(share >= 0 && share <= 1);
    sum += share;
  }
  CHECK(sum > 0 && sum <= 1.0001);
  scanline_tuner_free(tuner);
}

static int32_t count_trials(const scanline_trial *trial, const char *hyperparameters,
                            const scanline_epoch *epoch, void *user_data) {
  CHECK(trial != NULL && hyperparameters != NULL);
  *(unsigned *)user_data += epoch == NULL;
  return 0;
}

static int32_t stop_at_once(const scanline_trial *trial, const char *hyperparameters,
                            const scanline_epoch *epoch, void *user_data) {
  (void)trial;
  (void)hyperparameters;
  (void)epoch;
  ++*(unsigned *)user_data;
  return 1;
}

static int32_t stop_after_three(const scanline_trial *trial, const char *hyperparameters,
                                const scanline_epoch *epoch, void *user_data) {
  (void)hyperparameters;
  if (epoch) return trial->end_epoch != epoch->epoch;
  return ++*(unsigned *)user_data == 3;
}

static void run_on_a_dataset(void) {
  scanline_dataset *dataset = fixture_dataset();
  scanline_tuner *tuner = NULL;
  scanline_tuner_options options;
  scanline_train_options train = fixture_options(), wrong = train;
  scanline_model *best = NULL, *same = NULL;
  scanline_trial trial;
  scanline_model_info info;
  char text[512];
  size_t needed;
  unsigned trials = 0, calls = 0;
  REQUIRE(dataset != NULL);
  scanline_tuner_options_init(&options);
  options.max_epochs = 3;
  options.parallel_trials = 2;
  options.retrain = 1;
  REQUIRE_OK(scanline_tuner_create(fixture_space, &options, &tuner));
  REFUSES(scanline_tuner_check(NULL, fixture_spec, &train));
  REFUSES(scanline_tuner_check(tuner, "{", &train));
  wrong.learning_rate = -1;
  REFUSES(scanline_tuner_check(tuner, fixture_spec, &wrong));
  CHECK(strstr(scanline_last_error_message(), "learning_rate") != NULL);
  OK(scanline_tuner_check(tuner, fixture_spec, &train));
  REFUSES(scanline_tuner_run(tuner, NULL, fixture_spec, &train, NULL, NULL, &best));
  REFUSES(scanline_tuner_run(tuner, dataset, "{", &train, NULL, NULL, &best));
  CHECK_STATUS(SCANLINE_CANCELLED, scanline_tuner_run(tuner, dataset, fixture_spec, &train,
                                                      stop_at_once, &calls, &best));
  CHECK(calls >= 1 && best == NULL);
  CHECK_STATUS(SCANLINE_NO_DATA, scanline_tuner_get_best_model(tuner, &same));
  /* Stopped later, the best so far is there. */
  calls = 0;
  CHECK_STATUS(SCANLINE_CANCELLED, scanline_tuner_run(tuner, dataset, fixture_spec, &train,
                                                      stop_after_three, &calls, &best));
  CHECK(best == NULL);
  OK(scanline_tuner_get_best_model(tuner, &same));
  scanline_model_info_init(&info);
  OK(scanline_model_get_info(same, &info));
  CHECK(info.label_count == LABEL_COUNT);
  scanline_model_free(same);
  REFUSES(scanline_tuner_get_best_model(tuner, NULL));
  OK(scanline_tuner_run(tuner, dataset, fixture_spec, &train, count_trials, &trials, &best));
  CHECK(trials >= 1);
  scanline_trial_init(&trial);
  OK(scanline_tuner_get_best(tuner, &trial, text, sizeof text, &needed));
  REQUIRE(best != NULL);
  scanline_model_info_init(&info);
  OK(scanline_model_get_info(best, &info));
  CHECK(info.input_width == 16 && info.label_count == LABEL_COUNT);
  CHECK(trial.end_epoch > trial.first_epoch && trial.end_epoch <= trial.last_epoch);
  scanline_model_free(best);
  OK(scanline_tuner_get_best_model(tuner, &same));
  scanline_model_free(same);
  scanline_tuner_free(tuner);
  scanline_dataset_free(dataset);
}

void test_tuning(void) {
  bad_spaces();
  ask_and_tell();
  ask_with_a_small_buffer();
  share_a_journal();
  own_points();
  several_objectives();
  run_on_a_dataset();
}
