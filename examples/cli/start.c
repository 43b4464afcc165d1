#include "start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "dataset.h"
#include "terminal.h"

void start_settings_init(start_settings *settings) {
  memset(settings, 0, sizeof *settings);
  scanline_adapt_options_init(&settings->adapt);
}

void start_settings_add(start_settings *settings, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING, .help = "What it begins with"},
      {.kind = OPTION_TEXT,
       .name = "network",
       .target = &settings->network_path,
       .argument = "NETWORK",
       .fallback = "base",
       .help = "rows, fast, base, accurate, or a file with input and network as JSON, see docs/"},
      {.kind = OPTION_TEXT,
       .name = "from",
       .target = &settings->model_path,
       .argument = "MODEL",
       .help = "goes on from this model's weights, with a new optimiser; labels that it does not "
               "know get a new part of the head"},
      {.kind = OPTION_CLEAR,
       .name = "new-head",
       .target = &settings->adapt.keep_head,
       .help = "--from: all of the head begins anew"},
      {.kind = OPTION_UINT32,
       .name = "input-width",
       .target = &settings->adapt.input_width,
       .argument = "N",
       .fallback = "the model's",
       .help = "--from: pixels, if no weights depend on it"},
      {.kind = OPTION_UINT32,
       .name = "input-height",
       .target = &settings->adapt.input_height,
       .argument = "N",
       .fallback = "the model's",
       .help = "--from: the same"},
  };
  OPTIONS_ADD(set, options);
}

bool start_settings_check(const start_settings *settings, const option_set *set) {
  const scanline_adapt_options *adapt = &settings->adapt;
  if (settings->model_path && settings->network_path) {
    options_complain(set, "--from and --network exclude each other");
  } else if (!settings->model_path &&
             (!adapt->keep_head || adapt->input_width || adapt->input_height)) {
    options_complain(set, "--new-head, --input-width and --input-height need --from MODEL");
  } else {
    return true;
  }
  return false;
}

/* How many of the labels the model knows. */
static size_t count_known(scanline_model *model, const char **labels, size_t count) {
  const char *label;
  size_t known = 0;
  for (size_t i = 0; scanline_model_get_label(model, i, &label) == SCANLINE_OK; i++) {
    for (size_t j = 0; j < count; j++) known += strcmp(label, labels[j]) == 0;
  }
  return known;
}

static void tell_known(const start_settings *settings, scanline_model *trained, const char **labels,
                       size_t count) {
  size_t known = settings->adapt.keep_head ? count_known(trained, labels, count) : 0;
  if (known < count)
    terminal_note("From %s: the head knows %zu of %zu labels", settings->model_path, known, count);
}

/* A model for these labels; returns an exit code. */
static int make_model(const start_settings *settings, const char **labels, size_t count,
                      uint64_t seed, bool is_quiet, scanline_model **model) {
  scanline_status status;
  if (settings->model_path) {
    scanline_model *trained = NULL;
    scanline_adapt_options adapt = settings->adapt;
    adapt.seed = seed;
    status = scanline_model_load(settings->model_path, &trained);
    if (status == SCANLINE_OK)
      status = scanline_model_adapt(trained, labels, count, &adapt, model);
    if (status == SCANLINE_OK && !is_quiet) tell_known(settings, trained, labels, count);
    scanline_model_free(trained);
  } else {
    char *network = NULL;
    if (!read_network(settings->network_path, &network)) return EXIT_FAULT;
    status = scanline_model_create(network, labels, count, seed, model);
    /* Of a file, not of a preset, the message shall say where it stands. */
    if (status != SCANLINE_OK && network && strcmp(network, settings->network_path) != 0) {
      terminal_error("%s: %s", settings->network_path, scanline_last_error_message());
      free(network);
      return status == SCANLINE_INVALID_ARGUMENT ? EXIT_USAGE : EXIT_FAULT;
    }
    free(network);
  }
  return status == SCANLINE_OK ? EXIT_GOOD : report_failure(status);
}

int start_check(const start_settings *settings, const scanline_train_options *train) {
  /* Labels that stand for those of the data: as many as have weights. */
  size_t count = train->class_weight_count > 2 ? train->class_weight_count : 2;
  char(*names)[24] = calloc(count, sizeof *names);
  const char **labels = calloc(count, sizeof *labels);
  scanline_model *model = NULL;
  scanline_trainer *trainer = NULL;
  int code = EXIT_FAULT;
  for (size_t i = 0; names && labels && i < count; i++) {
    snprintf(names[i], sizeof names[i], "%zu", i);
    labels[i] = names[i];
  }
  if (names && labels) {
    code = make_model(settings, labels, count, train->seed, true, &model);
  } else {
    code = report_failure(SCANLINE_NO_MEMORY);
  }
  if (code == EXIT_GOOD) {
    scanline_status status;
    /* What is warned of is said when the training itself begins. */
    terminal_hush(true);
    status = scanline_trainer_create(model, train, &trainer);
    terminal_hush(false);
    if (status != SCANLINE_OK) code = report_failure(status);
  }
  scanline_trainer_free(trainer);
  scanline_model_free(model);
  free(labels);
  free(names);
  return code;
}

int start_model(const start_settings *settings, scanline_dataset *dataset, uint64_t seed,
                scanline_model **model) {
  size_t count = 0;
  const char **labels = dataset_labels(dataset, &count);
  int code = labels ? make_model(settings, labels, count, seed, false, model)
                    : report_failure(SCANLINE_NO_MEMORY);
  free(labels);
  return code;
}
