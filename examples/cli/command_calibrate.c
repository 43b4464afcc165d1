#include <stdio.h>

#include "command.h"
#include "dataset.h"
#include "evaluation.h"
#include "files.h"
#include "settings.h"
#include "terminal.h"

typedef struct calibration {
  output_settings output;
  data_settings data;
  const char *output_path;
  double known_share;
  scanline_model *model;
  scanline_dataset *dataset;
} calibration;

static int report(const calibration *self) {
  evaluation result;
  scanline_status status = evaluation_run(&result, self->model, self->dataset,
                                          SCANLINE_SPLIT_VALIDATION, self->data.dataset.threads);
  if (status != SCANLINE_OK) return report_failure(status);
  if (self->output.json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "event", "calibration");
    evaluation_write_keys(&result, &json);
    json_close_object(&json);
    json_end_line(&json);
  } else {
    evaluation_print(&result, "Held-out pictures");
  }
  evaluation_free(&result);
  return EXIT_GOOD;
}

static int run(calibration *self, const option_set *set, const char *model_path,
               const char *data_path) {
  int code;
  scanline_status status;
  if (!can_write(self->output_path)) return EXIT_FAULT;
  status = scanline_model_load(model_path, &self->model);
  if (status != SCANLINE_OK) return report_failure(status);
  data_settings_follow(&self->data, set, self->model);
  code = dataset_open(data_path, &self->data, &self->output, &self->dataset);
  if (code != EXIT_GOOD) return code;
  status = scanline_model_calibrate(self->model, self->dataset, self->known_share,
                                    self->data.dataset.threads);
  if (status == SCANLINE_OK) status = scanline_model_save(self->model, self->output_path);
  if (status != SCANLINE_OK) return report_failure(status);
  terminal_note("Saved %s", self->output_path);
  return report(self);
}

int command_calibrate(int argc, char **argv) {
  calibration self = {.known_share = 0};
  option_set set = {
      .command = "scanline calibrate",
      .operands = "MODEL FOLDER|CSV -o MODEL",
      .purpose =
          "Fits a trained model's probabilities to the held-out part of labelled pictures, and lets\n"
          "it learn which pictures it knows. The figures that are printed are of that part, and a\n"
          "little too good."};
  const cli_option options[] = {
      {.kind = OPTION_TEXT,
       .name = "output",
       .letter = 'o',
       .target = &self.output_path,
       .argument = "MODEL",
       .help = "where the model is written, may be the same; must be given"},
      {.kind = OPTION_DOUBLE,
       .name = "known-share",
       .target = &self.known_share,
       .argument = "SHARE",
       .fallback = "0, every picture is known",
       .help = "of such pictures that the model shall know, like 0.95; to other kinds it answers "
               "\"unknown\""},
      {.kind = OPTION_UINT32,
       .name = "threads",
       .letter = 't',
       .target = &self.data.dataset.threads,
       .argument = "N",
       .fallback = "0, one a processor",
       .help = "at most 1024; the results do not depend on it"},
  };
  int operand, code;

  data_settings_init(&self.data);
  output_settings_add(&self.output, &set);
  OPTIONS_ADD(&set, options);
  data_settings_add(&self.data, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (argc - operand != 2 || !self.output_path) {
    options_complain(&set, "a model, one folder or CSV file and --output MODEL are needed");
    return EXIT_USAGE;
  }
  terminal_start(self.output.quiet != 0);
  code = run(&self, &set, argv[operand], argv[operand + 1]);
  scanline_dataset_free(self.dataset);
  scanline_model_free(self.model);
  return code;
}
