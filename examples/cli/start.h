/* The model that a training begins with: a new one, or a trained one taken over for the data's labels. */
#ifndef CLI_START_H
#define CLI_START_H

#include <scanline.h>
#include <stdbool.h>

#include "options.h"

typedef struct start_settings {
  const char *network_path; /* NULL: the default network */
  const char *model_path;   /* NULL: a new model */
  scanline_adapt_options adapt;
} start_settings;

void start_settings_init(start_settings *settings);
void start_settings_add(start_settings *settings, option_set *set);
/* Whether the settings go together; says so when not. */
bool start_settings_check(const start_settings *settings, const option_set *set);

/* Says before the data are read what is wrong with the network, the model or the options of training, whatever the
 * data are; returns an exit code. */
int start_check(const start_settings *settings, const scanline_train_options *train);

/* Makes the model for a dataset's labels; returns an exit code. */
int start_model(const start_settings *settings, scanline_dataset *dataset, uint64_t seed,
                scanline_model **model);

#endif
