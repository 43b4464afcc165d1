#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "dataset.h"
#include "files.h"
#include "interrupt.h"
#include "json.h"
#include "settings.h"
#include "terminal.h"
#include "tune_table.h"

typedef struct tuning {
  output_settings output;
  data_settings data;
  training_settings settings;
  scanline_tuner_options options;
  const char *model_path;
  const char *space_path;
  const char *network_path;
  const char *summary_path;
  double minutes;
  scanline_dataset *dataset;
  scanline_tuner *tuner;
  scanline_model *best;
} tuning;

static const option_choice strategies[] = {
    {"random", SCANLINE_STRATEGY_RANDOM}, {"hyperband", SCANLINE_STRATEGY_HYPERBAND},
    {"grid", SCANLINE_STRATEGY_GRID},     {"bayesian", SCANLINE_STRATEGY_BAYESIAN},
    {"tpe", SCANLINE_STRATEGY_TPE},       {"asha", SCANLINE_STRATEGY_ASHA},
    {"bohb", SCANLINE_STRATEGY_BOHB},     {NULL, 0}};

static const option_choice acquisitions[] = {
    {"expected_improvement", SCANLINE_ACQUISITION_EXPECTED_IMPROVEMENT},
    {"lower_confidence_bound", SCANLINE_ACQUISITION_LOWER_CONFIDENCE_BOUND},
    {NULL, 0}};

/* ---- Progress -------------------------------------------------------------------------------- */

static void write_trial_keys(json_writer *json, const scanline_trial *trial,
                             const char *hyperparameters) {
  json_unsigned(json, "trial", trial->id);
  json_string(json, "state", trial_state_name(trial->state));
  if (trial->continues >= 0) {
    json_integer(json, "continues", trial->continues);
  } else {
    json_null(json, "continues");
  }
  json_unsigned(json, "first_epoch", trial->first_epoch);
  json_unsigned(json, "last_epoch", trial->last_epoch);
  json_double(json, "value", trial->value);
  json_raw(json, "hyperparameters", hyperparameters);
}

static void write_event_json(const scanline_trial *trial, const char *hyperparameters,
                             const scanline_epoch *epoch) {
  json_writer json = JSON_WRITER_INIT;
  json_open_object(&json, NULL);
  json_string(&json, "event", epoch ? "epoch" : "trial");
  write_trial_keys(&json, trial, hyperparameters);
  if (epoch) {
    json_unsigned(&json, "epoch", epoch->epoch);
    json_double(&json, "training_loss", epoch->training_loss);
    json_double(&json, "training_accuracy", epoch->training_accuracy);
    json_double(&json, "validation_loss", epoch->validation_loss);
    json_double(&json, "validation_accuracy", epoch->validation_accuracy);
    json_double(&json, "seconds", epoch->seconds);
  }
  json_close_object(&json);
  json_end_line(&json);
}

static void write_trial_line(const scanline_trial *trial, const char *hyperparameters) {
  printf("Trial %3" PRIu64 "  %-9s  epochs %2" PRIu32 " to %2" PRIu32 "  value %.4f  ", trial->id,
         trial_state_name(trial->state), trial->first_epoch + 1, trial->last_epoch, trial->value);
  if (trial->continues >= 0) {
    printf("goes on from trial %" PRId64 "\n", trial->continues);
  } else {
    printf("%s\n", hyperparameters);
  }
}

static int32_t show_trial(const scanline_trial *trial, const char *hyperparameters,
                          const scanline_epoch *epoch, void *user_data) {
  tuning *self = user_data;
  if (self->output.json) {
    terminal_clear();
    write_event_json(trial, hyperparameters, epoch);
  } else if (!epoch && !self->output.quiet) {
    terminal_clear();
    write_trial_line(trial, hyperparameters);
    terminal_flush_output();
  }
  if (epoch) {
    terminal_progress("Trial %" PRIu64 "  epoch %" PRIu32 " of %" PRIu32
                      "  loss %.4f  held out %.1f %%",
                      trial->id, epoch->epoch, trial->last_epoch, epoch->training_loss,
                      100 * epoch->validation_accuracy);
  }
  return interrupt_requested();
}

/* ---- The run --------------------------------------------------------------------------------- */

static scanline_status get_summary(const tuning *self, char **summary) {
  size_t needed = 0;
  scanline_status status = scanline_tuner_get_summary(self->tuner, NULL, 0, &needed);
  if (status != SCANLINE_OK) return status;
  *summary = malloc(needed + 1);
  if (!*summary) return SCANLINE_NO_MEMORY;
  return scanline_tuner_get_summary(self->tuner, *summary, needed + 1, &needed);
}

/* The best trial so far, its hyperparameters to be freed. */
static scanline_status get_best(const tuning *self, scanline_trial *trial, char **hyperparameters) {
  size_t needed = 0;
  scanline_status status = scanline_tuner_get_best(self->tuner, trial, NULL, 0, &needed);
  if (status != SCANLINE_OK) return status;
  *hyperparameters = malloc(needed + 1);
  if (!*hyperparameters) return SCANLINE_NO_MEMORY;
  return scanline_tuner_get_best(self->tuner, trial, *hyperparameters, needed + 1, &needed);
}

static scanline_status write_result(const tuning *self, const char *ending) {
  scanline_trial best;
  char *hyperparameters = NULL, *summary = NULL;
  bool has_best;
  scanline_status status;
  scanline_trial_init(&best);
  has_best = get_best(self, &best, &hyperparameters) == SCANLINE_OK;
  status = get_summary(self, &summary);
  if (status == SCANLINE_OK && self->output.json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "event", "result");
    json_string(&json, "ended", ending);
    json_string(&json, "model", self->best ? self->model_path : NULL);
    if (has_best) {
      json_open_object(&json, "best");
      write_trial_keys(&json, &best, hyperparameters);
      json_close_object(&json);
    } else {
      json_null(&json, "best");
    }
    json_raw(&json, "summary", summary);
    json_close_object(&json);
    json_end_line(&json);
  } else if (status == SCANLINE_OK && !self->output.quiet) {
    printf("\n");
    status = tune_table_print(self->tuner);
    if (status == SCANLINE_OK && has_best)
      printf("\nBest: trial %" PRIu64 ", value %.4f after %" PRIu32 " epochs\n%s\n", best.id,
             best.value, best.last_epoch, hyperparameters);
  }
  free(hyperparameters);
  free(summary);
  return status;
}

static int finish(tuning *self, scanline_status status) {
  int code = EXIT_GOOD;
  terminal_clear();
  if (status == SCANLINE_CANCELLED) {
    code = EXIT_INTERRUPTED;
    if (self->options.journal_path) {
      terminal_note("Stopped. The same command goes on from %s", self->options.journal_path);
    } else {
      terminal_note("Stopped. With --journal FILE a search can be continued.");
    }
  } else if (status != SCANLINE_OK) {
    return report_failure(status);
  }
  if (self->best) {
    status = scanline_model_save(self->best, self->model_path);
    if (status != SCANLINE_OK) return report_failure(status);
    terminal_note("Saved %s", self->model_path);
  }
  status = write_result(self, code == EXIT_GOOD ? "finished" : "cancelled");
  return status == SCANLINE_OK ? code : report_failure(status);
}

static int tune(tuning *self, const char *path) {
  char *space = NULL, *network = NULL;
  scanline_status status;
  int code = EXIT_FAULT;
  if (!can_write(self->model_path)) return EXIT_FAULT;
  if (read_json(self->space_path, &space) && read_network(self->network_path, &network)) {
    status = scanline_tuner_create(space, &self->options, &self->tuner);
    code = status == SCANLINE_OK ? EXIT_GOOD : report_failure(status);
  }
  interrupt_watch();
  if (code == EXIT_GOOD) code = dataset_open(path, &self->data, &self->output, &self->dataset);
  if (code == EXIT_GOOD) {
    status = scanline_tuner_run(self->tuner, self->dataset, network, &self->settings.train,
                                show_trial, self, &self->best);
    code = finish(self, status);
  }
  free(space);
  free(network);
  scanline_model_free(self->best);
  scanline_tuner_free(self->tuner);
  scanline_dataset_free(self->dataset);
  return code;
}

/* What a journal holds, without a search. */
static int show_summary(tuning *self) {
  scanline_status status = scanline_tuner_open(self->summary_path, &self->tuner);
  if (status == SCANLINE_OK) status = write_result(self, NULL);
  scanline_tuner_free(self->tuner);
  return status == SCANLINE_OK ? EXIT_GOOD : report_failure(status);
}

/* ---- The command ----------------------------------------------------------------------------- */

static void add_options(tuning *self, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_TEXT,
       .name = "output",
       .letter = 'o',
       .target = &self->model_path,
       .argument = "MODEL",
       .help = "where the best model is written; must be given"},
      {.kind = OPTION_HEADING, .help = "Search"},
      {.kind = OPTION_TEXT,
       .name = "space",
       .target = &self->space_path,
       .argument = "FILE",
       .fallback = "network, learning rate, batch size and augmentation",
       .help = "what is searched, as JSON, see docs/"},
      {.kind = OPTION_CHOICE,
       .name = "strategy",
       .target = &self->options.strategy,
       .argument = "NAME",
       .choices = strategies,
       .help = "how trials are chosen"},
      {.kind = OPTION_UINT32,
       .name = "startup-trials",
       .target = &self->options.startup_trials,
       .argument = "N",
       .fallback = "0, its own choice",
       .help = "bayesian, tpe, bohb: trials before it learns"},
      {.kind = OPTION_CHOICE,
       .name = "acquisition",
       .target = &self->options.acquisition,
       .argument = "NAME",
       .choices = acquisitions,
       .help = "bayesian: what it goes by"},
      {.kind = OPTION_DOUBLE,
       .name = "confidence",
       .target = &self->options.confidence,
       .argument = "N",
       .help = "bayesian: standard deviations of the lower confidence bound"},
      {.kind = OPTION_SET,
       .name = "prune",
       .target = &self->options.prune,
       .help = "stops trials worse than the median; not with hyperband, asha and bohb"},
      {.kind = OPTION_UINT32,
       .name = "prune-after-trials",
       .target = &self->options.prune_after_trials,
       .argument = "N",
       .help = "others that must have come as far"},
      {.kind = OPTION_UINT32,
       .name = "prune-after-epochs",
       .target = &self->options.prune_after_epochs,
       .argument = "N",
       .help = "epochs that every trial has"},
      {.kind = OPTION_UINT32,
       .name = "trials",
       .letter = 'n',
       .target = &self->options.max_trials,
       .argument = "N",
       .fallback = "0, all that the strategy has",
       .help = "trials at most; random, bayesian, tpe and asha need a number, or minutes"},
      {.kind = OPTION_DOUBLE,
       .name = "minutes",
       .letter = 'm',
       .target = &self->minutes,
       .argument = "M",
       .fallback = "0, no limit",
       .help = "wall time; running trials end with what they have then"},
      {.kind = OPTION_UINT32,
       .name = "total-epochs",
       .target = &self->options.max_total_epochs,
       .argument = "N",
       .fallback = "0, no limit",
       .help = "epochs of all trials together"},
      {.kind = OPTION_DOUBLE,
       .name = "target",
       .target = &self->options.target,
       .argument = "VALUE",
       .fallback = "none",
       .help = "a value that is good enough to end the search"},
      {.kind = OPTION_UINT32,
       .name = "parallel",
       .letter = 'p',
       .target = &self->options.parallel_trials,
       .argument = "N",
       .help = "trials trained at once; they divide the threads among themselves"},
      {.kind = OPTION_SET,
       .name = "retrain",
       .target = &self->options.retrain,
       .help = "train the winner anew, on the held-out pictures as well"},
      {.kind = OPTION_UINT32,
       .name = "epochs",
       .letter = 'e',
       .target = &self->options.max_epochs,
       .argument = "N",
       .help = "a trial's epochs at most"},
      {.kind = OPTION_UINT32,
       .name = "factor",
       .target = &self->options.factor,
       .argument = "N",
       .help = "hyperband, asha, bohb: one trial in this many goes on, for this many times the epochs"},
      {.kind = OPTION_UINT64,
       .name = "search-seed",
       .target = &self->options.seed,
       .argument = "SEED",
       .help = "of the trials' hyperparameters"},
      {.kind = OPTION_SET,
       .name = "minimize",
       .target = &self->options.minimize,
       .help = "by the smallest validation loss instead of the largest accuracy"},
      {.kind = OPTION_TEXT,
       .name = "objectives",
       .target = &self->options.objectives,
       .argument = "LIST",
       .fallback = "maximize:validation_accuracy",
       .help = "the figures to judge by, the first above all, as "
               "maximize:validation_accuracy,minimize:parameters"},
      {.kind = OPTION_UINT32,
       .name = "max-consecutive-failures",
       .target = &self->options.max_consecutive_failures,
       .argument = "N",
       .help = "ends the search after so many failed trials in a row"},
      {.kind = OPTION_TEXT,
       .name = "journal",
       .target = &self->options.journal_path,
       .argument = "FILE",
       .help = "keeps the search; one that is there already is continued"},
      {.kind = OPTION_DOUBLE,
       .name = "lease",
       .target = &self->options.lease_seconds,
       .argument = "SECONDS",
       .fallback = "0, never",
       .help = "runs a trial of another machine again that is silent for so long"},
      {.kind = OPTION_TEXT,
       .name = "summary",
       .target = &self->summary_path,
       .argument = "JOURNAL",
       .fallback = "none",
       .help = "only show what a journal holds; nothing else is needed then"},
      {.kind = OPTION_TEXT,
       .name = "network",
       .target = &self->network_path,
       .argument = "NETWORK",
       .fallback = "rows: an LSTM of 128 units over the rows of 64 x 64 pixels",
       .help = "what the search starts from: rows, fast, base, accurate or a JSON file"},
  };
  output_settings_add(&self->output, set);
  OPTIONS_ADD(set, options);
  data_settings_add(&self->data, set);
  training_settings_add(&self->settings, set);
}

int command_tune(int argc, char **argv) {
  tuning self;
  option_set set = {.command = "scanline tune",
                    .operands = "FOLDER|CSV -o MODEL | --summary JOURNAL",
                    .purpose =
                        "Searches for the settings that give the best model, and saves that model. "
                        "What the search\n"
                        "space leaves open is set by the options below. Ctrl-C stops; a journal "
                        "can be continued,\n"
                        "by several processes at a time. --summary JOURNAL only shows what was "
                        "found."};
  int operand;

  memset(&self, 0, sizeof self);
  data_settings_init(&self.data);
  training_settings_init(&self.settings);
  scanline_tuner_options_init(&self.options);
  add_options(&self, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  terminal_set_quiet(self.output.quiet != 0);
  if (self.summary_path && argc == operand) return show_summary(&self);
  if (argc - operand != 1 || !self.model_path) {
    options_complain(&set, "one folder or CSV file and --output MODEL are needed");
    return EXIT_USAGE;
  }
  training_settings_connect(&self.settings);
  self.data.dataset.threads = self.settings.train.threads;
  self.options.max_seconds = 60 * self.minutes;
  return tune(&self, argv[operand]);
}
