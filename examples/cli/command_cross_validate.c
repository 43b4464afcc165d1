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
#include "start.h"
#include "terminal.h"

typedef struct validation {
  output_settings output;
  data_settings data;
  training_settings settings;
  start_settings start;
  const char *predictions_path;
  uint32_t folds;
  uint32_t folds_done;
  scanline_dataset *dataset;
  scanline_model *model;
  const char **labels;
  size_t label_count;
  size_t sample_count;
  uint32_t *fold_of_sample; /* [sample_count] */
  float *probabilities;     /* [sample_count, label_count] */
} validation;

/* ---- Progress -------------------------------------------------------------------------------- */

static int32_t show_batch(uint32_t epoch, uint64_t done, uint64_t total, double loss,
                          void *user_data) {
  const validation *self = user_data;
  terminal_progress("Fold %" PRIu32 " of %" PRIu32 ", epoch %" PRIu32 " of %" PRIu32
                    "  [%s]  loss %.4f",
                    self->folds_done + 1, self->folds, epoch, self->settings.train.epochs,
                    terminal_bar((double)done, (double)total, 24), loss);
  return interrupt_requested();
}

static int32_t show_fold(const scanline_fold *fold, void *user_data) {
  validation *self = user_data;
  self->folds_done = fold->fold;
  terminal_clear();
  if (self->output.json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "event", "fold");
    json_unsigned(&json, "fold", fold->fold);
    json_unsigned(&json, "training", fold->training_count);
    json_unsigned(&json, "validation", fold->validation_count);
    json_unsigned(&json, "epochs_run", fold->epochs_run);
    json_unsigned(&json, "best_epoch", fold->best_epoch);
    json_double(&json, "loss", fold->loss);
    json_double(&json, "accuracy", fold->accuracy);
    json_double(&json, "seconds", fold->seconds);
    json_close_object(&json);
    json_end_line(&json);
  } else if (!self->output.quiet) {
    printf("Fold %" PRIu32 " of %" PRIu32 ":  accuracy %5.1f %%  loss %.4f  on %" PRIu64
           " pictures, %.0f s\n",
           fold->fold, self->folds, 100 * fold->accuracy, fold->loss, fold->validation_count,
           fold->seconds);
    terminal_flush_output();
  }
  return interrupt_requested();
}

/* ---- Predictions ----------------------------------------------------------------------------- */

static size_t likeliest(const validation *self, const float *row) {
  size_t best = 0;
  for (size_t i = 1; i < self->label_count; i++) {
    if (row[i] > row[best]) best = i;
  }
  return best;
}

static void write_prediction_json(const validation *self, const char *path, int32_t truth,
                                  uint32_t fold, const float *row) {
  json_writer json = JSON_WRITER_INIT;
  bool known = row[0] == row[0];
  json_open_object(&json, NULL);
  json_string(&json, "event", "prediction");
  json_string(&json, "file", path);
  json_string(&json, "truth", self->labels[truth]);
  json_string(&json, "label", known ? self->labels[likeliest(self, row)] : NULL);
  json_unsigned(&json, "fold", fold);
  json_open_object(&json, "probabilities");
  for (size_t i = 0; i < self->label_count; i++) json_float(&json, self->labels[i], row[i]);
  json_close_object(&json);
  json_close_object(&json);
  json_end_line(&json);
}

/* A field of a CSV file: in quotes, those within doubled. */
static void write_field(FILE *file, const char *text) {
  fputc('"', file);
  for (; *text; text++) {
    if (*text == '"') fputc('"', file);
    fputc(*text, file);
  }
  fputc('"', file);
}

static void write_prediction_csv(const validation *self, FILE *file, const char *path,
                                 int32_t truth, uint32_t fold, const float *row) {
  bool known = row[0] == row[0];
  write_field(file, path);
  fputc(',', file);
  write_field(file, self->labels[truth]);
  fputc(',', file);
  if (known) write_field(file, self->labels[likeliest(self, row)]);
  fprintf(file, ",%" PRIu32, fold);
  for (size_t i = 0; i < self->label_count; i++) {
    fputc(',', file);
    if (known) fprintf(file, "%.9g", (double)row[i]);
  }
  fputc('\n', file);
}

/* A row a picture, by the model that had not seen it. Says what went wrong. */
static bool write_predictions(const validation *self) {
  bool written = true;
  FILE *file = NULL;
  if (self->predictions_path) {
    file = fopen(self->predictions_path, "w");
    if (!file) {
      terminal_error("%s: cannot be written", self->predictions_path);
      return false;
    }
    fputs("path,truth,label,fold", file);
    for (size_t i = 0; i < self->label_count; i++) {
      fputc(',', file);
      write_field(file, self->labels[i]);
    }
    fputc('\n', file);
  }
  for (size_t i = 0; i < self->sample_count; i++) {
    const float *row = self->probabilities + i * self->label_count;
    const char *path;
    int32_t truth;
    scanline_split split;
    if (scanline_dataset_get_sample(self->dataset, i, &path, &truth, &split) != SCANLINE_OK) break;
    if (file) write_prediction_csv(self, file, path, truth, self->fold_of_sample[i], row);
    if (self->output.json) {
      write_prediction_json(self, path, truth, self->fold_of_sample[i], row);
    }
  }
  if (file) {
    written = !ferror(file);
    if (fclose(file) != 0) written = false;
    if (!written) terminal_error("%s: cannot be written", self->predictions_path);
  }
  return written;
}

static void write_result(const validation *self, const scanline_cross_validation *result) {
  if (self->output.json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "event", "result");
    json_unsigned(&json, "folds", result->folds);
    json_unsigned(&json, "samples", result->sample_count);
    json_double(&json, "accuracy", result->mean_accuracy);
    json_double(&json, "accuracy_deviation", result->accuracy_deviation);
    json_double(&json, "loss", result->mean_loss);
    json_double(&json, "loss_deviation", result->loss_deviation);
    json_close_object(&json);
    json_end_line(&json);
  } else {
    printf("%" PRIu32 " folds: accuracy %.1f %% +- %.1f, loss %.4f +- %.4f, on %" PRIu64
           " pictures\n",
           result->folds, 100 * result->mean_accuracy, 100 * result->accuracy_deviation,
           result->mean_loss, result->loss_deviation, result->sample_count);
  }
}

/* ---- The command ----------------------------------------------------------------------------- */

/* The model that every fold begins with, and room for what it gives. */
static int prepare(validation *self) {
  scanline_dataset_info info;
  scanline_status status;
  scanline_dataset_info_init(&info);
  status = scanline_dataset_get_info(self->dataset, &info);
  if (status != SCANLINE_OK) return report_failure(status);
  self->sample_count = (size_t)(info.training_count + info.validation_count);
  self->labels = dataset_labels(self->dataset, &self->label_count);
  self->fold_of_sample = calloc(self->sample_count, sizeof *self->fold_of_sample);
  self->probabilities = calloc(self->sample_count, self->label_count * sizeof *self->probabilities);
  if (!self->labels || !self->fold_of_sample || !self->probabilities) {
    return report_failure(SCANLINE_NO_MEMORY);
  }
  return start_model(&self->start, self->dataset, self->settings.train.seed, &self->model);
}

static int run(validation *self, const char *path) {
  scanline_cross_validation result;
  scanline_status status;
  int code;
  if (self->predictions_path && !can_write(self->predictions_path)) return EXIT_FAULT;
  code = start_check(&self->start, &self->settings.train);
  if (code != EXIT_GOOD) return code;
  interrupt_watch();
  code = dataset_open(path, &self->data, &self->output, &self->dataset);
  if (code == EXIT_GOOD) code = prepare(self);
  if (code != EXIT_GOOD) return code;
  scanline_cross_validation_init(&result);
  status = scanline_cross_validate(self->model, self->dataset, &self->settings.train, self->folds,
                                   show_batch, NULL, show_fold, self, &result, self->fold_of_sample,
                                   self->sample_count, self->probabilities,
                                   self->sample_count * self->label_count);
  terminal_clear();
  if (status == SCANLINE_CANCELLED) {
    terminal_note("Stopped after %" PRIu32 " whole folds.", self->folds_done);
    return EXIT_INTERRUPTED;
  }
  if (status != SCANLINE_OK) return report_failure(status);
  if (!write_predictions(self)) code = EXIT_FAULT;
  write_result(self, &result);
  return code;
}

static void add_options(validation *self, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_UINT32,
       .name = "folds",
       .letter = 'k',
       .target = &self->folds,
       .argument = "K",
       .help = "models, each measured by the part that it has not seen; 2 to 100"},
      {.kind = OPTION_UINT32,
       .name = "epochs",
       .letter = 'e',
       .target = &self->settings.train.epochs,
       .argument = "N",
       .help = "passes over the training pictures"},
      {.kind = OPTION_TEXT,
       .name = "predictions",
       .letter = 'p',
       .target = &self->predictions_path,
       .argument = "CSV",
       .help = "where what is said of each picture is written (--json writes it to the output)"},
  };
  output_settings_add(&self->output, set);
  OPTIONS_ADD(set, options);
  start_settings_add(&self->start, set);
  data_settings_add(&self->data, set);
  training_settings_add(&self->settings, set);
}

int command_cross_validate(int argc, char **argv) {
  validation self;
  option_set set = {.command = "scanline cross-validate",
                    .operands = "FOLDER|CSV",
                    .purpose =
                        "Tells how well a training would do: trains as many models as there are "
                        "folds, each without one,\n"
                        "and measures it by that one. --no-restore-best gives honest figures: "
                        "otherwise each fold also\n"
                        "chooses its best epoch. The split of the options is not used."};
  int operand, code;

  memset(&self, 0, sizeof self);
  self.folds = 5;
  start_settings_init(&self.start);
  data_settings_init(&self.data);
  training_settings_init(&self.settings);
  add_options(&self, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (argc - operand != 1) {
    options_complain(&set, "one folder or CSV file is needed, not %d", argc - operand);
    return EXIT_USAGE;
  }
  if (!start_settings_check(&self.start, &set)) return EXIT_USAGE;
  training_settings_connect(&self.settings);
  self.data.dataset.threads = self.settings.train.threads;
  terminal_start(self.output.quiet != 0);
  code = run(&self, argv[operand]);
  free(self.labels);
  free(self.fold_of_sample);
  free(self.probabilities);
  scanline_model_free(self.model);
  scanline_dataset_free(self.dataset);
  return code;
}
