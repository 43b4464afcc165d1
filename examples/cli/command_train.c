#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "dataset.h"
#include "evaluation.h"
#include "files.h"
#include "interrupt.h"
#include "json.h"
#include "settings.h"
#include "start.h"
#include "terminal.h"

typedef struct training {
  output_settings output;
  data_settings data;
  training_settings settings;
  const char *model_path;
  start_settings start;
  const char *checkpoint_path;
  const char *history_path;
  int32_t resume;
  int32_t flip_average;
  scanline_dataset *dataset;
  scanline_model *model;
  scanline_trainer *trainer;
  uint32_t epochs_run;
  uint32_t epochs_planned;
  bool checkpoint_failed;
  char unread[256]; /* the options given that a checkpoint has its own of */
} training;

/* ---- Progress -------------------------------------------------------------------------------- */

static int32_t show_batch(uint32_t epoch, uint64_t done, uint64_t total, double loss,
                          void *user_data) {
  training *self = user_data;
  terminal_progress("Epoch %" PRIu32 " of %" PRIu32 "  [%s]  loss %.4f", epoch,
                    self->epochs_planned, terminal_bar((double)done, (double)total, 24), loss);
  return interrupt_requested();
}

static void write_epoch_json(const scanline_epoch *epoch) {
  json_writer json = JSON_WRITER_INIT;
  json_open_object(&json, NULL);
  json_string(&json, "event", "epoch");
  json_unsigned(&json, "epoch", epoch->epoch);
  json_unsigned(&json, "epochs", epoch->epochs);
  json_double(&json, "learning_rate", epoch->learning_rate);
  json_double(&json, "training_loss", epoch->training_loss);
  json_double(&json, "training_accuracy", epoch->training_accuracy);
  json_double(&json, "validation_loss", epoch->validation_loss);
  json_double(&json, "validation_accuracy", epoch->validation_accuracy);
  json_double(&json, "seconds", epoch->seconds);
  json_double(&json, "images_per_second", epoch->images_per_second);
  json_double(&json, "calibration_error", epoch->calibration_error);
  json_boolean(&json, "best", epoch->is_best != 0);
  json_close_object(&json);
  json_end_line(&json);
}

static void write_epoch_line(const scanline_epoch *epoch) {
  printf("Epoch %3" PRIu32 " of %" PRIu32 ":  loss %.4f  accuracy %5.1f %%", epoch->epoch,
         epoch->epochs, epoch->training_loss, 100 * epoch->training_accuracy);
  if (epoch->confusion) {
    printf("  |  held out: loss %.4f  accuracy %5.1f %%%s", epoch->validation_loss,
           100 * epoch->validation_accuracy, epoch->is_best ? "  best" : "");
  }
  putchar('\n');
  terminal_flush_output();
}

/* The library would write checkpoints by itself (checkpoint_path of its options), but to the place
 * that a resumed run began with: wrong for a checkpoint that was moved. */
static bool save_checkpoint(training *self) {
  if (!self->checkpoint_path) return true;
  if (scanline_trainer_save_checkpoint(self->trainer, self->checkpoint_path) == SCANLINE_OK) {
    return true;
  }
  terminal_error("%s", scanline_last_error_message());
  self->checkpoint_failed = true;
  return false;
}

static int32_t show_epoch(const scanline_epoch *epoch, void *user_data) {
  training *self = user_data;
  self->epochs_run = epoch->epoch;
  self->epochs_planned = epoch->epochs; /* a resumed run has those of its checkpoint */
  terminal_clear();
  if (self->output.json) {
    write_epoch_json(epoch);
  } else if (!self->output.quiet) {
    write_epoch_line(epoch);
  }
  return interrupt_requested() || !save_checkpoint(self);
}

static bool ends_with(const char *text, const char *ending) {
  size_t length = strlen(text), part = strlen(ending);
  return length >= part && strcmp(text + length - part, ending) == 0;
}

/* The figures of all epochs, in the format that the file's name asks for. */
static bool save_history(const training *self) {
  scanline_status (*get)(scanline_trainer *, char *, size_t, size_t *) =
      ends_with(self->history_path, ".csv") ? scanline_trainer_get_history_csv
                                            : scanline_trainer_get_history;
  size_t size = 0;
  char *text = NULL;
  bool saved;
  scanline_status status = get(self->trainer, NULL, 0, &size);
  if (status == SCANLINE_OK) {
    text = malloc(size);
    status = text ? get(self->trainer, text, size, NULL) : SCANLINE_NO_MEMORY;
  }
  if (status != SCANLINE_OK) {
    report_failure(status);
    free(text);
    return false;
  }
  saved = write_file(self->history_path, text, size - 1);
  free(text);
  return saved;
}

/* ---- The run --------------------------------------------------------------------------------- */

static bool is_resumed(const training *self) {
  return self->resume && access(self->checkpoint_path, F_OK) == 0;
}

/* A trainer of its own, or the one that the checkpoint holds. */
static int make_trainer(training *self) {
  scanline_status status;
  int code;
  if (is_resumed(self)) {
    status = scanline_trainer_load_checkpoint(self->checkpoint_path, self->settings.train.threads,
                                              &self->trainer);
    if (status == SCANLINE_OK) status = scanline_trainer_get_model(self->trainer, &self->model);
    if (status != SCANLINE_OK) return report_failure(status);
    terminal_note("Going on from %s, with the settings it was written with%s%s%s",
                  self->checkpoint_path, self->unread[0] ? ", whatever they are: of " : "",
                  self->unread, self->unread[0] ? " nothing is taken" : "");
    return EXIT_GOOD;
  }
  code = start_model(&self->start, self->dataset, self->settings.train.seed, &self->model);
  if (code != EXIT_GOOD) return code;
  if (self->flip_average) scanline_model_set_flip_average(self->model, 1);
  status = scanline_trainer_create(self->model, &self->settings.train, &self->trainer);
  return status == SCANLINE_OK ? EXIT_GOOD : report_failure(status);
}

static const char *ending_name(scanline_status status, const scanline_train_result *result) {
  if (status == SCANLINE_CANCELLED) return "cancelled";
  if (status == SCANLINE_DIVERGED) return "diverged";
  return result->stop_reason == SCANLINE_STOP_EARLY ? "early" : "finished";
}

/* The figures of the held-out part, when there is one; result.label_count is 0 when not. */
static scanline_status measure(training *self, evaluation *result) {
  scanline_dataset_info info;
  scanline_status status;
  memset(result, 0, sizeof *result);
  scanline_dataset_info_init(&info);
  status = scanline_dataset_get_info(self->dataset, &info);
  if (status != SCANLINE_OK || info.validation_count == 0) return status;
  return evaluation_run(result, self->model, self->dataset, SCANLINE_SPLIT_VALIDATION,
                        self->settings.train.threads);
}

static void write_result_json(const training *self, const char *ending,
                              const scanline_train_result *figures, const evaluation *result) {
  json_writer json = JSON_WRITER_INIT;
  json_open_object(&json, NULL);
  json_string(&json, "event", "result");
  json_string(&json, "model", self->model_path);
  json_string(&json, "ended", ending);
  json_unsigned(&json, "epochs_run", self->epochs_run);
  if (figures->epochs_run > 0) {
    json_unsigned(&json, "best_epoch", figures->best_epoch);
    json_double(&json, "best_value", figures->best_value);
    json_double(&json, "training_loss", figures->training_loss);
    json_double(&json, "training_accuracy", figures->training_accuracy);
    json_double(&json, "seconds", figures->seconds);
  }
  if (result->label_count > 0) {
    evaluation_write_keys(result, &json);
  } else {
    json_null(&json, "accuracy");
    json_null(&json, "loss");
  }
  json_close_object(&json);
  json_end_line(&json);
}

static void stop_trainer(void *trainer) {
  scanline_trainer_cancel(trainer);
}

static int train(training *self) {
  scanline_train_result figures;
  evaluation result;
  const char *ending;
  scanline_status status, saved;
  int code = EXIT_GOOD;

  scanline_train_result_init(&figures);
  interrupt_forward(stop_trainer, self->trainer);
  status =
      scanline_trainer_fit(self->trainer, self->dataset, show_batch, show_epoch, self, &figures);
  interrupt_forward_end();
  terminal_clear();
  if (status == SCANLINE_CANCELLED) {
    terminal_note("Stopped after %" PRIu32 " whole epochs.", self->epochs_run);
    /* A failed checkpoint stops the run, too. */
    code = !self->checkpoint_failed && save_checkpoint(self) ? EXIT_INTERRUPTED : EXIT_FAULT;
  } else if (status != SCANLINE_OK) {
    code = report_failure(status);
    if (status != SCANLINE_DIVERGED) return code;
  } else {
    self->epochs_run = figures.epochs_run;
  }
  /* A run that was stopped has not given its weights to the model yet. */
  ending = ending_name(status, &figures);
  saved = status == SCANLINE_OK ? SCANLINE_OK : scanline_trainer_publish(self->trainer);
  if (saved == SCANLINE_OK) saved = scanline_model_save(self->model, self->model_path);
  if (saved != SCANLINE_OK) return report_failure(saved);
  terminal_note("Saved %s", self->model_path);
  if (self->history_path && !save_history(self)) code = EXIT_FAULT;

  status = measure(self, &result);
  if (status != SCANLINE_OK) return report_failure(status);
  if (self->output.json) {
    write_result_json(self, ending, &figures, &result);
  } else if (result.label_count > 0) {
    putchar('\n');
    evaluation_print(&result, "Held-out pictures");
  }
  evaluation_free(&result);
  return code;
}

/* ---- The command ----------------------------------------------------------------------------- */

static void add_options(training *self, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_TEXT,
       .name = "output",
       .letter = 'o',
       .target = &self->model_path,
       .argument = "MODEL",
       .help = "where the model is written; must be given"},
      {.kind = OPTION_UINT32,
       .name = "epochs",
       .letter = 'e',
       .target = &self->settings.train.epochs,
       .argument = "N",
       .help = "passes over the training pictures"},
      {.kind = OPTION_TEXT,
       .name = "checkpoint-path",
       .alias = "checkpoint",
       .target = &self->checkpoint_path,
       .argument = "FILE",
       .help = "the whole state of training, written after each epoch and on Ctrl-C"},
      {.kind = OPTION_SET,
       .name = "resume",
       .target = &self->resume,
       .help =
           "goes on from the checkpoint if there is one, with its settings: to the same bits as "
           "a run that was never stopped"},
      {.kind = OPTION_TEXT,
       .name = "history",
       .target = &self->history_path,
       .argument = "FILE",
       .help = "where the figures of all epochs are written: .csv or .json"},
      {.kind = OPTION_SET,
       .name = "flip-average",
       .target = &self->flip_average,
       .help = "the model answers by the mean for a picture and its mirror image"},
  };
  output_settings_add(&self->output, set);
  OPTIONS_ADD(set, options);
  start_settings_add(&self->start, set);
  data_settings_add(&self->data, set);
  training_settings_add(&self->settings, set);
}

static bool is_within(const void *target, const void *part, size_t size) {
  return (const char *)target >= (const char *)part && (const char *)target < (const char *)part + size;
}

/* The options given of model and training, all but the number of threads. */
static void list_unread(training *self, const option_set *set) {
  size_t length = 0;
  for (size_t i = 0; i < set->count; i++) {
    const cli_option *option = &set->options[i];
    if (!option->is_given || option->target == &self->settings.train.threads ||
        !(is_within(option->target, &self->settings, sizeof self->settings) ||
          is_within(option->target, &self->start, sizeof self->start) ||
          option->target == &self->flip_average)) {
      continue;
    }
    if (length < sizeof self->unread) {
      length += (size_t)snprintf(self->unread + length, sizeof self->unread - length, "%s--%s",
                                 length ? ", " : "", option->name);
    }
  }
}

static bool check_use(const training *self, const option_set *set, int operands) {
  if (operands != 1) {
    options_complain(set, "one folder or CSV file is needed, not %d", operands);
  } else if (!self->model_path) {
    options_complain(set, "--output MODEL is needed");
  } else if (self->resume && !self->checkpoint_path) {
    options_complain(set, "--resume needs --checkpoint FILE");
  } else if (self->history_path && !ends_with(self->history_path, ".csv") &&
             !ends_with(self->history_path, ".json")) {
    options_complain(set, "--history: '%s' ends neither with .csv nor with .json",
                     self->history_path);
  } else {
    return start_settings_check(&self->start, set);
  }
  return false;
}

static int run(training *self, const char *path) {
  int code = EXIT_GOOD;
  if (!can_write(self->model_path)) return EXIT_FAULT;
  if (self->checkpoint_path && !can_write(self->checkpoint_path)) return EXIT_FAULT;
  if (self->history_path && !can_write(self->history_path)) return EXIT_FAULT;
  if (!is_resumed(self)) code = start_check(&self->start, &self->settings.train);
  interrupt_watch();
  if (code == EXIT_GOOD) code = dataset_open(path, &self->data, &self->output, &self->dataset);
  if (code == EXIT_GOOD) code = make_trainer(self);
  if (code == EXIT_GOOD) code = train(self);
  scanline_trainer_free(self->trainer);
  scanline_model_free(self->model);
  scanline_dataset_free(self->dataset);
  return code;
}

int command_train(int argc, char **argv) {
  training self;
  option_set set = {.command = "scanline train",
                    .operands = "FOLDER|CSV -o MODEL",
                    .purpose =
                        "Trains a classifier on labelled pictures: a folder with a folder a class, "
                        "or a CSV file of\n"
                        "paths and labels. Damaged pictures are listed and left out; part of each "
                        "class is held out\n"
                        "to measure the model. Ctrl-C stops and saves what there is."};
  int operand;

  memset(&self, 0, sizeof self);
  start_settings_init(&self.start);
  data_settings_init(&self.data);
  training_settings_init(&self.settings);
  add_options(&self, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (!check_use(&self, &set, argc - operand)) return EXIT_USAGE;
  list_unread(&self, &set);
  training_settings_connect(&self.settings);
  self.epochs_planned = self.settings.train.epochs;
  self.data.dataset.threads = self.settings.train.threads;
  terminal_start(self.output.quiet != 0);
  return run(&self, argv[operand]);
}
