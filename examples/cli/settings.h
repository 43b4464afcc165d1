/* The library's option structs as command-line options, shared by several commands. */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include <scanline.h>

#include "options.h"

/* How a command speaks. */
typedef struct output_settings {
  int32_t json;
  int32_t quiet;
} output_settings;

void output_settings_add(output_settings *settings, option_set *set);

/* How files are read and pictures divided: scanline_dataset_options and scanline_limits. */
typedef struct data_settings {
  scanline_limits limits;
  scanline_dataset_options dataset;
  int32_t brief; /* damaged pictures are counted, not listed */
  const char *report_path; /* NULL: none; where the dataset's report goes */
} data_settings;

void data_settings_init(data_settings *settings);
void limits_add(scanline_limits *limits, option_set *set);
void data_settings_add(data_settings *settings, option_set *set);
/* A part of the former: policy, duplicates, report. */
void curation_add(data_settings *settings, option_set *set);
/* Splits as the model's training did, where the options say nothing else, and notes it. */
void data_settings_follow(data_settings *settings, const option_set *set, scanline_model *model);

/* Calls `bit` with each word of a list parted by commas, which gives 0 for one it does not know. */
bool parse_words(const char *text, uint32_t (*bit)(const char *word, size_t length),
                 const char *what, uint32_t *bits);
/* "dark,blurred", or "all", to the flags of a uint32_t: for OPTION_PARSED. */
bool parse_quality(const char *text, void *target);

void augmentation_add(scanline_augmentation *augmentation, option_set *set);
/* What keeps a network from learning its training pictures by heart. */
void recipe_add(scanline_train_options *train, option_set *set);
void mixing_add(scanline_train_options *train, option_set *set);

enum { CLASS_WEIGHT_CAPACITY = 1024 };

/* How a model is trained: scanline_train_options and what it points to. */
typedef struct training_settings {
  scanline_train_options train;
  scanline_augmentation augmentation;
  double class_weights[CLASS_WEIGHT_CAPACITY];
} training_settings;

void training_settings_init(training_settings *settings);
/* All of it but the epochs, which a search means otherwise, and the checkpoint. */
/* --recipe, of training and augmentation. */
void training_recipe_add(training_settings *settings, option_set *set);

void training_settings_add(training_settings *settings, option_set *set);
/* The same for the trials of a search: without what the search decides. */
void trial_settings_add(training_settings *settings, option_set *set);
/* Points the options at the parts that were set. Call it once, after parsing. */
void training_settings_connect(training_settings *settings);

#endif
