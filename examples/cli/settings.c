#include "settings.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "terminal.h"

static const option_choice optimizers[] = {{"sgd", SCANLINE_OPTIMIZER_SGD},
                                           {"rmsprop", SCANLINE_OPTIMIZER_RMSPROP},
                                           {"adam", SCANLINE_OPTIMIZER_ADAM},
                                           {"adamw", SCANLINE_OPTIMIZER_ADAMW},
                                           {NULL, 0}};

static const option_choice schedules[] = {{"constant", SCANLINE_SCHEDULE_CONSTANT},
                                          {"step", SCANLINE_SCHEDULE_STEP},
                                          {"cosine", SCANLINE_SCHEDULE_COSINE},
                                          {"plateau", SCANLINE_SCHEDULE_PLATEAU},
                                          {NULL, 0}};

static const option_choice monitors[] = {
    {"validation_loss", SCANLINE_MONITOR_VALIDATION_LOSS},
    {"validation_accuracy", SCANLINE_MONITOR_VALIDATION_ACCURACY},
    {"training_loss", SCANLINE_MONITOR_TRAINING_LOSS},
    {"training_accuracy", SCANLINE_MONITOR_TRAINING_ACCURACY},
    {"calibration_error", SCANLINE_MONITOR_CALIBRATION_ERROR},
    {NULL, 0}};

void output_settings_add(output_settings *settings, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING, .help = "Output"},
      {.kind = OPTION_SET,
       .name = "json",
       .target = &settings->json,
       .help = "write JSON, one object a line, for programs"},
      {.kind = OPTION_SET,
       .name = "quiet",
       .letter = 'q',
       .target = &settings->quiet,
       .help = "no progress and no notes, only results and errors"},
  };
  OPTIONS_ADD(set, options);
}

/* ---- Data ----------------------------------------------------------------------------------- */

void data_settings_init(data_settings *settings) {
  scanline_limits_init(&settings->limits);
  scanline_dataset_options_init(&settings->dataset);
  settings->dataset.limits = &settings->limits;
  settings->brief = 0;
  settings->report_path = NULL;
}

void limits_add(scanline_limits *limits, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING,
       .help = "Limits, checked from a file's header before memory is taken"},
      {.kind = OPTION_UINT64,
       .name = "max-pixels",
       .target = &limits->max_pixels,
       .argument = "N",
       .help = "width times height"},
      {.kind = OPTION_BYTES,
       .name = "max-bytes",
       .target = &limits->max_bytes,
       .argument = "BYTES",
       .help = "size of a file, with K, M or G"},
      {.kind = OPTION_UINT32,
       .name = "max-scans",
       .target = &limits->max_scans,
       .argument = "N",
       .help = "scans of a progressive file"},
  };
  OPTIONS_ADD(set, options);
}

void data_settings_add(data_settings *settings, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING, .help = "Data"},
      {.kind = OPTION_DOUBLE,
       .name = "validation-share",
       .target = &settings->dataset.validation_share,
       .argument = "SHARE",
       .help = "part of each class that is held out, 0 to below 1"},
      {.kind = OPTION_UINT64,
       .name = "split-seed",
       .target = &settings->dataset.seed,
       .argument = "SEED",
       .help = "chooses which pictures are held out"},
      {.kind = OPTION_SET,
       .name = "brief",
       .target = &settings->brief,
       .help = "counts the damaged pictures instead of listing them"},
  };
  OPTIONS_ADD(set, options);
  curation_add(settings, set);
  limits_add(&settings->limits, set);
}

void data_settings_follow(data_settings *settings, const option_set *set, scanline_model *model) {
  scanline_dataset_options split, *own = &settings->dataset;
  scanline_dataset_options_init(&split);
  if (scanline_model_get_split(model, &split) != SCANLINE_OK) return;
#define FOLLOW(member) \
  if (!options_given(set, &own->member)) own->member = split.member
  FOLLOW(validation_share);
  FOLLOW(seed);
  FOLLOW(policy);
  FOLLOW(salvage_share);
  FOLLOW(refused_quality);
  FOLLOW(group_duplicates);
  FOLLOW(duplicate_distance);
  FOLLOW(drop_label_conflicts);
#undef FOLLOW
  terminal_note("Held out as in the model's training, where no option says otherwise: validation share "
                "%g, split seed %" PRIu64,
                own->validation_share, own->seed);
}

/* ---- Training ------------------------------------------------------------------------------- */

void training_settings_init(training_settings *settings) {
  memset(settings, 0, sizeof *settings);
  scanline_train_options_init(&settings->train);
  scanline_augmentation_init(&settings->augmentation);
}

static bool parse_recipe(const char *text, void *target) {
  training_settings *settings = target;
  if (scanline_train_options_recipe(text, &settings->train, &settings->augmentation) ==
      SCANLINE_OK) {
    return true;
  }
  terminal_error("--recipe: %s", scanline_last_error_message());
  return false;
}

void training_recipe_add(training_settings *settings, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_PARSED,
       .name = "recipe",
       .target = settings,
       .argument = "NAME",
       .parse = parse_recipe,
       .comes_first = true,
       .fallback = "none",
       .help = "settings that go well together, which the other options change: photos, fine-tune"},
  };
  OPTIONS_ADD(set, options);
}

/* "none", "balanced", or a number a class: the target is the whole training_settings. */
static bool parse_class_weights(const char *text, void *target) {
  training_settings *settings = target;
  size_t count = 0;
  if (strcmp(text, "none") == 0) {
    settings->train.class_weighting = SCANLINE_CLASS_WEIGHTS_NONE;
    return true;
  }
  if (strcmp(text, "balanced") == 0) {
    settings->train.class_weighting = SCANLINE_CLASS_WEIGHTS_BALANCED;
    return true;
  }
  for (const char *at = text;; at++) {
    char *end;
    double weight = strtod(at, &end);
    if (end == at || (*end != 0 && *end != ',') || count == CLASS_WEIGHT_CAPACITY) {
      terminal_error(
          "--class-weights: '%s' is not none, balanced, or at most %d numbers like 1,2.5,1", text,
          CLASS_WEIGHT_CAPACITY);
      return false;
    }
    settings->class_weights[count++] = weight;
    at = end;
    if (*at == 0) break;
  }
  settings->train.class_weighting = SCANLINE_CLASS_WEIGHTS_GIVEN;
  settings->train.class_weight_count = count;
  return true;
}

static void optimizer_add(scanline_train_options *train, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING, .help = "Optimiser"},
      {.kind = OPTION_CHOICE,
       .name = "optimizer",
       .target = &train->optimizer,
       .argument = "NAME",
       .choices = optimizers,
       .help = "how the weights are updated"},
      {.kind = OPTION_DOUBLE,
       .name = "learning-rate",
       .letter = 'r',
       .target = &train->learning_rate,
       .argument = "RATE",
       .help = "step size"},
      {.kind = OPTION_DOUBLE,
       .name = "momentum",
       .target = &train->momentum,
       .argument = "M",
       .help = "sgd, rmsprop: momentum"},
      {.kind = OPTION_SET,
       .name = "nesterov",
       .target = &train->nesterov,
       .help = "sgd: Nesterov momentum"},
      {.kind = OPTION_DOUBLE,
       .name = "beta1",
       .target = &train->beta1,
       .argument = "B",
       .help = "adam, adamw: decay of the first moment"},
      {.kind = OPTION_DOUBLE,
       .name = "beta2",
       .target = &train->beta2,
       .argument = "B",
       .help = "adam, adamw: decay of the second moment"},
      {.kind = OPTION_DOUBLE,
       .name = "rho",
       .target = &train->rho,
       .argument = "R",
       .help = "rmsprop: decay of the mean square"},
      {.kind = OPTION_DOUBLE,
       .name = "epsilon",
       .target = &train->epsilon,
       .argument = "E",
       .help = "added to the denominator"},
      {.kind = OPTION_DOUBLE,
       .name = "weight-decay",
       .target = &train->weight_decay,
       .argument = "D",
       .help = "adamw: decoupled decay of the matrices"},
      {.kind = OPTION_DOUBLE,
       .name = "clip-norm",
       .target = &train->clip_norm,
       .argument = "NORM",
       .fallback = "0, none",
       .help = "clips the gradient to this global norm"},
  };
  OPTIONS_ADD(set, options);
}

static void schedule_add(scanline_train_options *train, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING, .help = "Learning rate schedule"},
      {.kind = OPTION_CHOICE,
       .name = "schedule",
       .target = &train->schedule,
       .argument = "NAME",
       .choices = schedules,
       .help = "how the rate changes"},
      {.kind = OPTION_UINT32,
       .name = "schedule-epochs",
       .target = &train->schedule_epochs,
       .argument = "N",
       .help = "step: its period; plateau: its patience"},
      {.kind = OPTION_DOUBLE,
       .name = "schedule-factor",
       .target = &train->schedule_factor,
       .argument = "F",
       .help = "step, plateau: the rate is multiplied by this"},
      {.kind = OPTION_DOUBLE,
       .name = "warmup-epochs",
       .target = &train->warmup_epochs,
       .argument = "N",
       .help = "cosine: epochs of linear warm-up, may be a fraction; -1: a tenth of all"},
      {.kind = OPTION_DOUBLE,
       .name = "final-learning-rate-share",
       .target = &train->final_learning_rate_share,
       .argument = "SHARE",
       .help = "cosine: the last rate over the highest"},
  };
  OPTIONS_ADD(set, options);
}

/* What says which epoch's weights a training ends with; a search decides that itself. */
static void result_add(scanline_train_options *train, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_CHOICE,
       .name = "monitor",
       .target = &train->monitor,
       .argument = "FIGURE",
       .choices = monitors,
       .help = "what early stopping, plateau and the best weights look at"},
      {.kind = OPTION_CLEAR,
       .name = "no-restore-best",
       .alias = "keep-last",
       .target = &train->restore_best,
       .help = "ends with the last epoch's weights, not the best epoch's"},
  };
  OPTIONS_ADD(set, options);
}

static void add_settings(training_settings *settings, option_set *set, bool is_search) {
  scanline_train_options *train = &settings->train;
  options_add(set, &(cli_option){.kind = OPTION_HEADING, .help = "Training"}, 1);
  training_recipe_add(settings, set);
  const cli_option options[] = {
      {.kind = OPTION_UINT32,
       .name = "batch-size",
       .letter = 'b',
       .target = &train->batch_size,
       .argument = "N",
       .help = "pictures an update"},
      {.kind = OPTION_UINT64,
       .name = "seed",
       .letter = 's',
       .target = &train->seed,
       .argument = "SEED",
       .help = "of the first weights, order, augmentation and dropout"},
      {.kind = OPTION_UINT32,
       .name = "threads",
       .letter = 't',
       .target = &train->threads,
       .argument = "N",
       .fallback = "0, one a processor",
       .help = "at most 1024; the results do not depend on it"},
      {.kind = OPTION_DOUBLE,
       .name = "label-smoothing",
       .target = &train->label_smoothing,
       .argument = "SHARE",
       .help = "0 to below 1"},
      {.kind = OPTION_PARSED,
       .name = "class-weights",
       .target = settings,
       .argument = "WEIGHTS",
       .fallback = "none",
       .parse = parse_class_weights,
       .help = "none, balanced, or a number a class in the order of the labels: 1,2.5,1"},
      {.kind = OPTION_UINT32,
       .name = "early-stopping-epochs",
       .alias = "early-stopping",
       .target = &train->early_stopping_epochs,
       .argument = "N",
       .fallback = "0, never",
       .help = "stops after this many epochs without a better figure"},
      {.kind = OPTION_BYTES,
       .name = "cache-bytes",
       .target = &train->cache_bytes,
       .argument = "BYTES",
       .fallback = "1G",
       .help = "decoded pictures kept, with K, M or G"},
      {.kind = OPTION_TEXT,
       .name = "cache-folder",
       .target = &train->cache_folder,
       .argument = "FOLDER",
       .fallback = "memory",
       .help = "keeps them in a file there, for sets larger than memory"},
  };
  OPTIONS_ADD(set, options);
  if (!is_search) result_add(train, set);
  optimizer_add(train, set);
  schedule_add(train, set);
  recipe_add(train, set);
  augmentation_add(&settings->augmentation, set);
}

void training_settings_add(training_settings *settings, option_set *set) {
  add_settings(settings, set, false);
}

void trial_settings_add(training_settings *settings, option_set *set) {
  add_settings(settings, set, true);
}

void training_settings_connect(training_settings *settings) {
  settings->train.augmentation = &settings->augmentation;
  if (settings->train.class_weighting == SCANLINE_CLASS_WEIGHTS_GIVEN) {
    settings->train.class_weights = settings->class_weights;
  } else {
    settings->train.class_weight_count = 0;
  }
}
