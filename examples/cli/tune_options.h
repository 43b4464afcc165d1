/* The options of a search. */
#ifndef CLI_TUNE_OPTIONS_H
#define CLI_TUNE_OPTIONS_H

#include <scanline.h>

#include "options.h"

typedef struct search_settings {
  scanline_tuner_options options;
  double minutes;
  const char *model_path;
  const char *space_path;   /* NULL: the default space */
  const char *network_path; /* NULL: the space chooses */
  const char *summary_path; /* a journal that is only to be shown */
  const char *points_path;  /* what is tried first */
  int32_t prints_space;
} search_settings;

void search_settings_init(search_settings *search);
void search_settings_add(search_settings *search, option_set *set);
/* Brings what was parsed into the library's units. Call it once. */
void search_settings_connect(search_settings *search);

#endif
