/*
 * Tunes something of one's own: asks the library for trials, runs them, and tells how they went. Several of
 * these programs may run at once on one journal, on one machine or on many; each may be killed and started
 * again.
 *
 *     cc -std=c99 ask_tell.c $(pkg-config --cflags --libs scanline) -lm -o ask_tell
 *     ./ask_tell search.jsonl
 */
#include <math.h>
#include <scanline.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char space[] =
    "{\"rate\": {\"type\": \"float\", \"low\": 1e-4, \"high\": 1, \"scale\": \"log\"},"
    " \"units\": {\"type\": \"int\", \"low\": 8, \"high\": 128, \"step\": 8}}";

static void check(scanline_status status) {
  if (status == SCANLINE_OK) return;
  fprintf(stderr, "%s: %s\n", scanline_status_name(status), scanline_last_error_message());
  exit(1);
}

/* A number of a point; a host with a JSON parser has better. */
static double number(const char *point, const char *key) {
  const char *at = strstr(point, key);
  return at ? strtod(at + strlen(key), NULL) : NAN;
}

/* Stands for one epoch of something that takes hours. */
static double loss_after(uint32_t epoch, double rate, double units) {
  return fabs(log10(rate) + 2) + fabs(units - 96) / 64 + 1.0 / epoch;
}

static void run(scanline_tuner *search, const scanline_trial *trial, const char *point) {
  double rate = number(point, "\"rate\":"), units = number(point, "\"units\":"), loss = NAN;
  int32_t stop = 0;
  // A real one would begin with its checkpoint of the trial that `continues` names.
  for (uint32_t epoch = trial->first_epoch + 1; epoch <= trial->last_epoch && !stop; epoch++) {
    loss = loss_after(epoch, rate, units);
    check(scanline_tuner_report(search, trial->id, epoch, loss, &stop));
  }
  check(scanline_tuner_tell(search, trial->id, SCANLINE_TRIAL_COMPLETED, loss, NULL));
  printf("trial %llu, epochs %u to %u: %s loss %.4f\n", (unsigned long long)trial->id,
         (unsigned)trial->first_epoch + 1, (unsigned)trial->last_epoch, point, loss);
}

int main(int argc, char **argv) {
  scanline_tuner *search = NULL;
  scanline_tuner_options options;
  scanline_trial trial;
  char point[1024];
  if (argc != 2) {
    fprintf(stderr, "usage: %s journal\n", argv[0]);
    return 2;
  }

  // Hyperband: many trials of few epochs, of which the best go on. A journal that is there is continued.
  scanline_tuner_options_init(&options);
  options.max_epochs = 27;
  options.minimize = 1;
  options.journal_path = argv[1];
  check(scanline_tuner_create(space, &options, &search));

  // What has served before is tried first; by a second program, or a second time, it is left out.
  check(scanline_tuner_enqueue(search, "{\"rate\": 0.1, \"units\": 64}"));

  scanline_trial_init(&trial);
  for (;;) {
    check(scanline_tuner_ask(search, &trial, point, sizeof point, NULL));
    if (trial.state == SCANLINE_TRIAL_FINISHED) break;
    // WAIT, when others have all the trials: a real host would sleep.
    if (trial.state == SCANLINE_TRIAL_RUNNING) run(search, &trial, point);
  }

  check(scanline_tuner_get_best(search, &trial, point, sizeof point, NULL));
  printf("the best: trial %llu, %s, loss %.4f\n", (unsigned long long)trial.id, point, trial.value);
  scanline_tuner_free(search);
  return 0;
}
