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
#include "tune_options.h"
#include "tune_table.h"

/* The library's limit is 1e9 seconds. */
enum { MINUTES_LIMIT = 16000000 };

typedef struct tuning {
  output_settings output;
  data_settings data;
  training_settings settings;
  search_settings search;
  scanline_dataset *dataset;
  scanline_tuner *tuner;
  scanline_model *best;
  bool begins_journal; /* it was not there before */
} tuning;

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
  json_unsigned(json, "end_epoch", trial->end_epoch);
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
  printf("Trial %3" PRIu64 "  %-9s  ", trial->id, trial_state_name(trial->state));
  if (trial->end_epoch > trial->first_epoch)
    printf("epochs %2" PRIu32 " to %2" PRIu32 "  ", trial->first_epoch + 1, trial->end_epoch);
  if (trial->end_epoch < trial->last_epoch) printf("of %" PRIu32 "  ", trial->last_epoch);
  if (trial->state == SCANLINE_TRIAL_COMPLETED) printf("value %.4f  ", trial->value);
  if (trial->continues >= 0) {
    printf("goes on from trial %" PRId64 "\n", trial->continues);
  } else {
    tune_point_print(hyperparameters);
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
    json_string(&json, "model", self->best ? self->search.model_path : NULL);
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
      printf("\nBest: trial %" PRIu64 ", value %.4f after %" PRIu32 " epoch%s\n%s\n", best.id,
             best.value, best.end_epoch, plural(best.end_epoch), hyperparameters);
  }
  free(hyperparameters);
  free(summary);
  return status;
}

/* Those of the next best points, beside the best one's. */
static scanline_status save_others(const tuning *self) {
  size_t size = strlen(self->search.model_path) + 16;
  char *path = malloc(size);
  scanline_status status = path ? SCANLINE_OK : SCANLINE_NO_MEMORY;
  for (uint32_t rank = 1; status == SCANLINE_OK; rank++) {
    scanline_model *model = NULL;
    status = scanline_tuner_get_ranked_model(self->tuner, rank, &model);
    if (status != SCANLINE_OK) break;
    snprintf(path, size, "%s.%" PRIu32, self->search.model_path, rank + 1);
    status = scanline_model_save(model, path);
    if (status == SCANLINE_OK) terminal_note("Saved %s", path);
    scanline_model_free(model);
  }
  free(path);
  return status == SCANLINE_NO_DATA ? SCANLINE_OK : status;
}

/* What the search has found is saved however it ended. */
static int finish(tuning *self, scanline_status status) {
  int code = EXIT_GOOD;
  terminal_clear();
  if (status == SCANLINE_CANCELLED) {
    code = EXIT_INTERRUPTED;
    if (self->search.options.journal_path) {
      terminal_note("Stopped. The same command goes on from %s", self->search.options.journal_path);
    } else {
      terminal_note("Stopped. With --journal FILE a search can be continued.");
    }
  } else if (status != SCANLINE_OK) {
    code = report_failure(status);
  }
  if (status != SCANLINE_OK && scanline_tuner_get_best_model(self->tuner, &self->best) != SCANLINE_OK)
    self->best = NULL;
  if (self->best) {
    scanline_status saved = scanline_model_save(self->best, self->search.model_path);
    if (saved != SCANLINE_OK) return report_failure(saved);
    terminal_note(status == SCANLINE_OK ? "Saved %s" : "Saved the best model so far, %s",
                  self->search.model_path);
    saved = save_others(self);
    if (saved != SCANLINE_OK) return report_failure(saved);
  }
  if (status != SCANLINE_OK && status != SCANLINE_CANCELLED) return code;
  status = write_result(self, code == EXIT_GOOD ? "finished" : "cancelled");
  return status == SCANLINE_OK ? code : report_failure(status);
}

/* The space of the file, or the default one for what is not set by other options; returns an exit code. */
static int read_space(const tuning *self, const char *network, char **space) {
  const scanline_train_options *train = &self->settings.train;
  scanline_status status;
  size_t needed = 0;
  if (self->search.space_path)
    return read_json(self->search.space_path, space) ? EXIT_GOOD : EXIT_FAULT;
  status = scanline_tuner_default_space(network, train, NULL, 0, &needed);
  if (status == SCANLINE_OK) {
    *space = malloc(needed);
    status = *space ? scanline_tuner_default_space(network, train, *space, needed, &needed)
                    : SCANLINE_NO_MEMORY;
  }
  return status == SCANLINE_OK ? EXIT_GOOD : report_failure(status);
}

static int print_space(const tuning *self) {
  char *space = NULL, *network = NULL;
  int code = EXIT_FAULT;
  if (read_network(self->search.network_path, &network)) code = read_space(self, network, &space);
  if (code == EXIT_GOOD) printf("%s\n", space);
  free(space);
  free(network);
  return code;
}

/* What is wrong with a space is said with its file. */
static int report_creation(const tuning *self, scanline_status status) {
  const char *message = scanline_last_error_message();
  if (!self->search.space_path || strncmp(message, "search space", 12) != 0)
    return report_failure(status);
  terminal_error("%s: %s", self->search.space_path, message);
  return EXIT_USAGE;
}

/* A search that was refused before its first trial does not leave a journal behind, which would hold the next
 * one to its settings. Ends the tuner. */
static void discard_unused_journal(tuning *self) {
  char *summary = NULL;
  scanline_trial first;
  size_t needed;
  bool is_unused = self->begins_journal && get_summary(self, &summary) == SCANLINE_OK;
  free(summary);
  scanline_trial_init(&first);
  is_unused = is_unused && scanline_tuner_get_trial(self->tuner, 0, &first, NULL, 0, &needed) ==
                               SCANLINE_NO_DATA;
  scanline_tuner_free(self->tuner);
  self->tuner = NULL;
  if (is_unused) remove(self->search.options.journal_path);
}

/* Points of a file are tried first. */
static int enqueue_points(const tuning *self) {
  char *points = NULL;
  scanline_status status = SCANLINE_OK;
  if (!self->search.points_path) return EXIT_GOOD;
  if (!read_json(self->search.points_path, &points)) return EXIT_FAULT;
  status = scanline_tuner_enqueue(self->tuner, points);
  free(points);
  if (status == SCANLINE_OK) return EXIT_GOOD;
  if (status != SCANLINE_INVALID_ARGUMENT) return report_failure(status);
  terminal_error("%s: %s", self->search.points_path, scanline_last_error_message());
  return EXIT_USAGE;
}

static void stop_tuner(void *tuner) {
  scanline_tuner_cancel(tuner);
}

static int tune(tuning *self, const char *path) {
  char *space = NULL, *network = NULL;
  const char *journal = self->search.options.journal_path;
  scanline_status status;
  int code = EXIT_FAULT;
  if (!can_write(self->search.model_path)) return EXIT_FAULT;
  self->begins_journal = journal && !is_there(journal);
  if (read_network(self->search.network_path, &network)) code = read_space(self, network, &space);
  if (code == EXIT_GOOD) {
    status = scanline_tuner_create(space, &self->search.options, &self->tuner);
    code = status == SCANLINE_OK ? EXIT_GOOD : report_creation(self, status);
  }
  interrupt_watch();
  if (code == EXIT_GOOD) code = enqueue_points(self);
  if (code == EXIT_GOOD) {
    /* Reading the pictures may take long. */
    status = scanline_tuner_check(self->tuner, network, &self->settings.train);
    if (status != SCANLINE_OK) code = report_failure(status);
  }
  if (code == EXIT_GOOD) code = dataset_open(path, &self->data, &self->output, &self->dataset);
  if (code == EXIT_GOOD) {
    interrupt_forward(stop_tuner, self->tuner);
    status = scanline_tuner_run(self->tuner, self->dataset, network, &self->settings.train,
                                show_trial, self, &self->best);
    interrupt_forward_end();
    code = finish(self, status);
  }
  if (self->tuner && code != EXIT_GOOD && code != EXIT_INTERRUPTED) discard_unused_journal(self);
  free(space);
  free(network);
  scanline_model_free(self->best);
  scanline_tuner_free(self->tuner);
  scanline_dataset_free(self->dataset);
  return code;
}

/* What a journal holds, without a search. */
static int show_summary(tuning *self) {
  scanline_status status = scanline_tuner_open_read_only(self->search.summary_path, &self->tuner);
  if (status == SCANLINE_OK) status = write_result(self, NULL);
  scanline_tuner_free(self->tuner);
  return status == SCANLINE_OK ? EXIT_GOOD : report_failure(status);
}

/* ---- The command ----------------------------------------------------------------------------- */

int command_tune(int argc, char **argv) {
  tuning self;
  option_set set = {.command = "scanline tune",
                    .operands = "FOLDER|CSV -o MODEL | --summary JOURNAL | --print-space",
                    .purpose =
                        "Searches for the settings that give the best model, and saves that model; "
                        "tune FOLDER -o MODEL\n"
                        "--minutes 10 needs no more. What is set by the options below is not "
                        "searched. Ctrl-C stops; a\n"
                        "journal can be continued, by several processes at a time. --summary "
                        "JOURNAL only shows what was\n"
                        "found."};
  int operand;
  bool looks_only;

  memset(&self, 0, sizeof self);
  data_settings_init(&self.data);
  training_settings_init(&self.settings);
  search_settings_init(&self.search);
  search_settings_add(&self.search, &set);
  output_settings_add(&self.output, &set);
  data_settings_add(&self.data, &set);
  trial_settings_add(&self.settings, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  looks_only = argc == operand && (self.search.summary_path || self.search.prints_space);
  if (!looks_only && (argc - operand != 1 || !self.search.model_path)) {
    options_complain(&set, "one folder or CSV file and --output MODEL are needed");
    return EXIT_USAGE;
  }
  if (!(self.search.minutes >= 0 && self.search.minutes <= MINUTES_LIMIT)) {
    options_complain(&set, "--minutes: %g is not from 0 to %d", self.search.minutes, MINUTES_LIMIT);
    return EXIT_USAGE;
  }
  terminal_start(self.output.quiet != 0);
  training_settings_connect(&self.settings);
  search_settings_connect(&self.search);
  if (looks_only) return self.search.summary_path ? show_summary(&self) : print_space(&self);
  self.data.dataset.threads = self.settings.train.threads;
  return tune(&self, argv[operand]);
}
