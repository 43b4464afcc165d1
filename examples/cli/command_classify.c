#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "interrupt.h"
#include "json.h"
#include "settings.h"
#include "terminal.h"

/* Files at a time: many for each thread, and few enough for an interrupt to be heeded soon. */
enum { BATCH_FILES = 256 };

typedef struct classification {
  output_settings output;
  uint32_t threads;
  uint32_t top;
  int32_t flip_average;
  scanline_model *model;
  const char **labels;
  size_t label_count;
  float *probabilities; /* [BATCH_FILES, label_count] */
  size_t failures;
} classification;

static void write_failure(classification *self, const char *path, const char *message) {
  self->failures++;
  if (self->output.json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "file", path);
    json_null(&json, "label");
    json_null(&json, "probability");
    json_null(&json, "probabilities");
    json_string(&json, "error", message);
    json_close_object(&json);
    json_end_line(&json);
  } else {
    terminal_error("%s", message);
  }
}

/* The most probable label, or the one that comes after `*after` by probability and then by index;
 * label_count when there is none. */
static size_t next_best(const classification *self, const float *row, const size_t *after) {
  size_t best = self->label_count;
  for (size_t i = 0; i < self->label_count; i++) {
    bool candidate = !after || row[i] < row[*after] || (row[i] == row[*after] && i > *after);
    if (candidate && (best == self->label_count || row[i] > row[best])) best = i;
  }
  return best;
}

static void write_result(const classification *self, const char *path, const float *row,
                         const scanline_answer *answer) {
  size_t best = next_best(self, row, NULL);
  if (self->output.json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "file", path);
    json_string(&json, "label", self->labels[best]);
    json_float(&json, "probability", row[best]);
    json_open_object(&json, "probabilities");
    for (size_t i = 0; i < self->label_count; i++) json_float(&json, self->labels[i], row[i]);
    json_close_object(&json);
    json_boolean(&json, "unknown", answer->is_unknown != 0);
    json_float(&json, "unknown_score", answer->unknown_score);
    json_close_object(&json);
    json_end_line(&json);
    return;
  }
  printf("%s:%s", path, answer->is_unknown ? " unknown, else" : "");
  for (uint32_t i = 0; i < self->top && best < self->label_count; i++) {
    printf("%s %s %.1f %%", i ? "," : "", self->labels[best], 100 * (double)row[best]);
    best = next_best(self, row, &best);
  }
  putchar('\n');
}

static scanline_status classify_batch(classification *self, char *const *paths, size_t count) {
  scanline_status statuses[BATCH_FILES];
  scanline_answer answers[BATCH_FILES];
  scanline_status status;
  scanline_answer_init(&answers[0]);
  status = scanline_model_answer_files(self->model, (const char *const *)paths, count, self->threads,
                                       answers, self->probabilities, count * self->label_count,
                                       statuses);
  if (status != SCANLINE_OK) return status;
  terminal_clear();
  for (size_t i = 0; i < count; i++) {
    float *row = self->probabilities + i * self->label_count;
    if (statuses[i] == SCANLINE_OK) {
      write_result(self, paths[i], row, &answers[i]);
      continue;
    }
    /* The batch tells which failed; asking again for this one alone tells why. */
    scanline_model_answer_files(self->model, (const char *const *)&paths[i], 1, 1, NULL, row,
                                self->label_count, NULL);
    write_failure(self, paths[i], scanline_last_error_message());
  }
  return SCANLINE_OK;
}

static scanline_status classify_files(classification *self, const file_list *files) {
  scanline_status status = SCANLINE_OK;
  for (size_t first = 0; first < files->count && status == SCANLINE_OK; first += BATCH_FILES) {
    size_t count = files->count - first < BATCH_FILES ? files->count - first : BATCH_FILES;
    if (interrupt_requested()) return SCANLINE_CANCELLED;
    status = classify_batch(self, files->paths + first, count);
    terminal_progress("%zu of %zu pictures", first + count, files->count);
  }
  return status;
}

static scanline_status load(classification *self, const char *path) {
  scanline_model_info info;
  scanline_status status = scanline_model_load(path, &self->model);
  if (status != SCANLINE_OK) return status;
  if (self->flip_average) scanline_model_set_flip_average(self->model, 1);
  scanline_model_info_init(&info);
  status = scanline_model_get_info(self->model, &info);
  if (status != SCANLINE_OK) return status;
  self->label_count = info.label_count;
  self->labels = calloc(self->label_count, sizeof *self->labels);
  self->probabilities = calloc(BATCH_FILES * self->label_count, sizeof *self->probabilities);
  if (!self->labels || !self->probabilities) return SCANLINE_NO_MEMORY;
  for (size_t i = 0; i < self->label_count && status == SCANLINE_OK; i++) {
    status = scanline_model_get_label(self->model, i, &self->labels[i]);
  }
  return status;
}

static int run(classification *self, const char *model_path, const file_list *files) {
  scanline_status status = load(self, model_path);
  if (status == SCANLINE_OK) status = classify_files(self, files);
  if (status != SCANLINE_OK) return report_failure(status);
  if (self->failures > 0) {
    terminal_note("%zu of %zu pictures could not be classified", self->failures, files->count);
    return EXIT_FINDINGS;
  }
  return EXIT_GOOD;
}

static void add_options(classification *self, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_UINT32,
       .name = "top",
       .letter = 'n',
       .target = &self->top,
       .argument = "N",
       .help = "labels shown of each picture (--json shows all)"},
      {.kind = OPTION_UINT32,
       .name = "threads",
       .letter = 't',
       .target = &self->threads,
       .argument = "N",
       .fallback = "0, one a processor",
       .help = "pictures classified at once, at most 1024; the results do not depend on it"},
      {.kind = OPTION_SET,
       .name = "flip-average",
       .target = &self->flip_average,
       .help = "goes by the mean for a picture and its mirror image, whatever the model says"},
  };
  output_settings_add(&self->output, set);
  OPTIONS_ADD(set, options);
}

int command_classify(int argc, char **argv) {
  classification self;
  file_list files = {NULL, 0, 0};
  option_set set = {
      .command = "scanline classify",
      .operands = "MODEL FILE|FOLDER...",
      .purpose =
          "Says what pictures show: a line a picture, with the most probable labels.\n"
          "Exit code 1 when a picture could not be classified."};
  int operand, code = EXIT_GOOD;

  memset(&self, 0, sizeof self);
  self.top = 1;
  add_options(&self, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (argc - operand < 2) {
    options_complain(&set, "a model and at least one picture or folder are needed");
    return EXIT_USAGE;
  }
  if (self.top == 0) {
    options_complain(&set, "--top: '0' is not a number from 1 on");
    return EXIT_USAGE;
  }
  terminal_start(self.output.quiet != 0);
  for (int i = operand + 1; i < argc && code == EXIT_GOOD; i++) {
    if (!file_list_add(&files, argv[i])) code = EXIT_FAULT;
  }
  if (code == EXIT_GOOD && files.count == 0) {
    terminal_error("no .jpg or .jpeg file in %s", argv[operand + 1]);
    code = EXIT_FAULT;
  }
  interrupt_watch();
  if (code == EXIT_GOOD) code = run(&self, argv[operand], &files);
  file_list_free(&files);
  free(self.labels);
  free(self.probabilities);
  scanline_model_free(self.model);
  return code;
}
